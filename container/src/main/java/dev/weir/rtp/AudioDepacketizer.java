package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// What the sound formats have in common: every frame stands for itself, and one that is larger
/// than a packet comes in pieces of one timestamp.
///
/// Not thread-safe.
abstract class AudioDepacketizer implements Depacketizer {
  private static final int MAX_FRAME_BYTES = 1 << 16;

  private final FrameSink sink;
  private final ByteBuf pieces = Unpooled.buffer(0);
  private final ByteBuf whole = Unpooled.buffer(0); // a frame that lies in a packet

  private @Nullable Codec announced;
  private long piecesTime;
  private boolean joining; // whether pieces are being collected
  private long dropped;

  AudioDepacketizer(FrameSink sink) {
    this.sink = sink;
  }

  /// Says what the track is, if that is news.
  final void announce(@Nullable Codec codec) {
    if (codec != null && !codec.equals(announced)) {
      announced = codec;
      sink.codec(codec);
    }
  }

  /// Gives a frame that lies in a packet.
  final void frame(long rtpTime, ByteBuf in, int index, int bytes) {
    if (announced == null || bytes == 0) {
      dropped += bytes == 0 ? 0 : 1;
      return;
    }
    whole.clear().writeBytes(in, index, bytes);
    sink.frame(rtpTime, true, whole);
  }

  /// Begins a frame with its first piece.
  final void beginPieces(long rtpTime, ByteBuf in, int index, int end) {
    dropPieces();
    joining = true;
    piecesTime = rtpTime;
    addPiece(in, index, end);
  }

  /// Adds a later piece; false if it belongs to no frame that was begun.
  final boolean addPiece(long rtpTime, ByteBuf in, int index, int end) {
    if (!joining || rtpTime != piecesTime) {
      dropPieces();
      return false;
    }
    addPiece(in, index, end);
    return true;
  }

  private void addPiece(ByteBuf in, int index, int end) {
    if (pieces.readableBytes() + end - index > MAX_FRAME_BYTES) {
      dropPieces();
      throw new MalformedMediaException(
          "RTP: sound frame over the limit of " + MAX_FRAME_BYTES + " bytes");
    }
    pieces.writeBytes(in, index, end - index);
  }

  /// The pieces so far.
  final ByteBuf pieces() {
    return pieces;
  }

  /// Whether pieces of a frame of this time are being collected.
  final boolean isJoining(long rtpTime) {
    return joining && rtpTime == piecesTime;
  }

  /// Gives the frame of all pieces.
  final void endPieces() {
    joining = false;
    frame(piecesTime, pieces, 0, pieces.writerIndex());
    pieces.clear();
  }

  /// Lets go of the pieces, which were read.
  final void forgetPieces() {
    joining = false;
    pieces.clear();
  }

  private void dropPieces() {
    if (joining) {
      dropped++;
    }
    joining = false;
    pieces.clear();
  }

  /// Counts a frame that cannot be used.
  final void drop() {
    dropped++;
  }

  @Override
  public void lost() {
    dropPieces();
  }

  @Override
  public final long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    pieces.release();
    whole.release();
  }
}
