package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Timescale;
import dev.weir.theora.TheoraHeaders;
import dev.weir.vorbis.VorbisBlocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Vorbis (RFC 5215) and Theora (draft-barbato-avt-rtp-theora), which are packed alike: several
/// packets of the codec, or a piece of one, that name the configuration they belong to.
///
/// ```
/// |ident (24)|fragment:2 type:2 packets:4|{length (16)|packet}
/// fragment: 0 none, 1 first, 2 middle, 3 last     type: 0 data, 1 packed headers, 2 comment
/// ```
///
/// Configurations come from the description or between the data; data of one that is not known are
/// dropped. Not thread-safe.
final class XiphDepacketizer implements Depacketizer {
  private static final int HEADER_BYTES = 4;
  private static final int LENGTH_BYTES = 2;
  private static final int WHOLE = 0;
  private static final int FIRST = 1;
  private static final int LAST = 3;
  private static final int DATA = 0;
  private static final int CONFIGURATION = 1;

  private final int clockRate;
  private final XiphConfigurations configurations;
  private final FrameSink sink;
  private final ByteBuf pieces = Unpooled.buffer(0);

  private @Nullable Codec codec; // announced
  private @Nullable VorbisBlocks blocks; // of that codec
  private @Nullable TheoraHeaders pictures; // the same
  private boolean joining; // whether pieces are being collected
  private int joinedIdent;
  private int joinedType;
  private boolean resuming = true; // until a keyframe
  private long dropped;

  XiphDepacketizer(boolean theora, PayloadFormat format, FrameSink sink) {
    this.clockRate = format.clockRate();
    this.sink = sink;
    this.configurations = new XiphConfigurations(theora);
    String described = format.parameters().get("configuration");
    if (described != null) {
      configurations.putAll(described);
    }
  }

  @Override
  public void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int at = packet.payloadIndex();
    int end = packet.payloadEnd();
    if (end - at < HEADER_BYTES + LENGTH_BYTES) {
      throw new MalformedMediaException(
          "Vorbis or Theora over RTP: payload of " + (end - at) + " bytes");
    }
    int ident = in.getUnsignedMedium(at);
    int flags = in.getUnsignedByte(at + 3);
    int fragment = flags >> 6;
    int type = (flags >> 4) & 3;
    at += HEADER_BYTES;
    if (fragment != WHOLE) {
      readPiece(fragment, ident, type, rtpTime, body(in, at, end));
      return;
    }
    dropPieces();
    long time = rtpTime;
    for (int i = flags & 0x0F; i > 0; i--) {
      ByteBuf body = body(in, at, end);
      time += take(ident, type, time, body);
      at += LENGTH_BYTES + body.readableBytes();
    }
  }

  /// The packet of the codec, or piece of one, whose length stands at `at`.
  private static ByteBuf body(ByteBuf in, int at, int end) {
    int bytes = end - at < LENGTH_BYTES ? 0 : in.getUnsignedShort(at);
    if (bytes > end - at - LENGTH_BYTES) {
      throw new MalformedMediaException(
          "Vorbis or Theora over RTP: length " + bytes + ", has " + (end - at - LENGTH_BYTES));
    }
    return in.slice(at + LENGTH_BYTES, bytes);
  }

  private void readPiece(int fragment, int ident, int type, long rtpTime, ByteBuf piece) {
    if (fragment == FIRST) {
      dropPieces();
      joining = true;
      joinedIdent = ident;
      joinedType = type;
    } else if (!joining || ident != joinedIdent || type != joinedType) {
      dropPieces();
      return;
    }
    if (piece.readableBytes() > FrameAssembly.MAX_FRAME_BYTES - pieces.readableBytes()) {
      lost();
      throw new MalformedMediaException(
          "Vorbis or Theora over RTP: over the limit of " + FrameAssembly.MAX_FRAME_BYTES);
    }
    pieces.writeBytes(piece);
    if (fragment == LAST) {
      joining = false;
      take(ident, type, rtpTime, pieces);
      pieces.clear();
    }
  }

  /// Takes a whole packet of the codec; returns how long it lasts.
  private long take(int ident, int type, long time, ByteBuf body) {
    switch (type) {
      case DATA -> {
        return configure(ident) ? frame(time, body) : drop();
      }
      case CONFIGURATION -> configurations.put(ident, body.slice());
      default -> {} // comments
    }
    return 0;
  }

  private boolean configure(int ident) {
    Codec wanted = configurations.of(ident);
    if (wanted != null && !wanted.equals(codec)) {
      blocks = wanted instanceof Codec.Vorbis vorbis ? new VorbisBlocks(vorbis) : null;
      pictures =
          wanted instanceof Codec.Theora theora
              ? TheoraHeaders.parse(theora.identification())
              : null;
      codec = wanted;
      resuming = true;
      sink.codec(wanted);
    }
    return wanted != null;
  }

  private long frame(long time, ByteBuf body) {
    if (codec instanceof Codec.Vorbis vorbis && blocks != null) {
      long samples = blocks.samples(body);
      if (body.isReadable() && !VorbisBlocks.isHeader(body)) {
        sink.frame(time, true, body);
      }
      return Timescale.rescale(samples, vorbis.sampleRate(), clockRate);
    }
    boolean keyframe = TheoraHeaders.isKeyframe(body);
    resuming &= !keyframe;
    if (resuming) {
      drop();
    } else if (body.isReadable()) { // an empty one shows the picture before once more
      sink.frame(time, keyframe, body);
    }
    return pictures == null ? 0 : clockRate * pictures.rateDenominator() / pictures.rateNumerator();
  }

  private long drop() {
    dropped++;
    return 0;
  }

  private void dropPieces() {
    dropped += joining ? 1 : 0;
    joining = false;
    pieces.clear();
  }

  @Override
  public void lost() {
    dropPieces();
    resuming = true;
    if (blocks != null) {
      blocks.resume(false);
    }
  }

  @Override
  public boolean needsKeyframe() {
    return resuming && pictures != null;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    pieces.release();
  }
}
