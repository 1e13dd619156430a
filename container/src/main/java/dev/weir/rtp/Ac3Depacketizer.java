package dev.weir.rtp;

import dev.weir.ac3.Ac3Headers;
import dev.weir.ac3.Ac3SyncFrame;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Timescale;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// AC-3 (RFC 4184) and Enhanced AC-3 (RFC 4598): whole frames, or pieces of one. See
/// [Ac3Packetizer] for the header. Of E-AC-3 a frame and the dependent substreams after it make one
/// sample.
///
/// Not thread-safe.
final class Ac3Depacketizer extends AudioDepacketizer {
  private final boolean enhanced;
  private final int clockRate;
  private final Ac3Headers headers = new Ac3Headers();
  private final Ac3Headers dependentHeaders = new Ac3Headers(); // so that neither forgets its own

  private @Nullable Ac3SyncFrame announced; // changes where the header of a sample does

  Ac3Depacketizer(boolean enhanced, PayloadFormat format, FrameSink sink) {
    super(sink);
    this.enhanced = enhanced;
    clockRate = format.clockRate();
  }

  @Override
  public void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int at = packet.payloadIndex() + Ac3Packetizer.HEADER_BYTES;
    int end = packet.payloadEnd();
    if (end - at < 1) {
      throw new MalformedMediaException(
          "AC-3 over RTP: payload of " + packet.payloadBytes() + " bytes");
    }
    int type = in.getByte(at - Ac3Packetizer.HEADER_BYTES) & (enhanced ? 1 : 3);
    if (type == 0) {
      readFrames(in, at, end, rtpTime);
      return;
    }
    boolean first = enhanced ? !isJoining(rtpTime) : type != Ac3Packetizer.LATER_PIECE;
    if (first) {
      beginPieces(rtpTime, in, at, end);
    } else if (!addPiece(rtpTime, in, at, end)) {
      drop();
      return;
    }
    if (packet.marker()) {
      endIfWhole();
    }
  }

  private void readFrames(ByteBuf in, int from, int end, long rtpTime) {
    long time = rtpTime;
    for (int at = from; at < end; ) {
      Ac3SyncFrame frame = frameAt(headers, in, at, end);
      int to = at + frame.frameBytes();
      announce(frame);
      while (to < end && isDependent(in, to, end)) {
        to += frameAt(dependentHeaders, in, to, end).frameBytes();
      }
      frame(time, in, at, to - at);
      at = to;
      time += Timescale.rescale(frame.samples(), frame.sampleRate(), clockRate);
    }
  }

  private boolean isDependent(ByteBuf in, int at, int end) {
    return enhanced && frameAt(dependentHeaders, in, at, end).dependent();
  }

  private static Ac3SyncFrame frameAt(Ac3Headers headers, ByteBuf in, int at, int end) {
    Ac3SyncFrame frame = headers.at(in, at, end);
    if (frame.frameBytes() > end - at) {
      throw new MalformedMediaException(
          "AC-3 over RTP: frame of " + frame.frameBytes() + " bytes, has " + (end - at));
    }
    return frame;
  }

  private void endIfWhole() {
    Ac3SyncFrame frame = headers.at(pieces(), 0, pieces().writerIndex());
    if (pieces().writerIndex() < frame.frameBytes()) {
      lost();
      return;
    }
    announce(frame);
    endPieces();
  }

  private void announce(Ac3SyncFrame frame) {
    if (!frame.equals(announced)) {
      announced = frame;
      announce(frame.codec());
    }
  }
}
