package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Timescale;
import dev.weir.mpegaudio.MpegAudioHeader;
import io.netty.buffer.ByteBuf;

/// MPEG audio of layers II and III (RFC 2250 3.5): whole frames, or pieces of one.
///
/// Not thread-safe.
final class MpegAudioDepacketizer extends AudioDepacketizer {
  private static final int HEADER_BYTES = 4;

  private final int clockRate;

  MpegAudioDepacketizer(PayloadFormat format, FrameSink sink) {
    super(sink);
    clockRate = format.clockRate();
  }

  @Override
  public void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int at = packet.payloadIndex() + HEADER_BYTES;
    int end = packet.payloadEnd();
    if (end - at < 1) {
      throw new MalformedMediaException(
          "MPEG audio over RTP: payload of " + packet.payloadBytes() + " bytes");
    }
    int offset = in.getUnsignedShort(at - 2);
    if (offset > 0) {
      if (offset == pieces().writerIndex() && addPiece(rtpTime, in, at, end)) {
        endIfWhole();
      } else {
        lost();
        drop();
      }
      return;
    }
    readFrames(in, at, end, rtpTime);
  }

  private void readFrames(ByteBuf in, int from, int end, long rtpTime) {
    long time = rtpTime;
    for (int at = from; at < end; ) {
      MpegAudioHeader header = header(in, at, end);
      if (header.frameBytes() > end - at) {
        announce(header.codec());
        beginPieces(time, in, at, end);
        return;
      }
      announce(header.codec());
      frame(time, in, at, header.frameBytes());
      at += header.frameBytes();
      time += Timescale.rescale(header.samples(), header.sampleRate(), clockRate);
    }
  }

  private static MpegAudioHeader header(ByteBuf in, int at, int end) {
    if (end - at < MpegAudioHeader.BYTES) {
      throw new MalformedMediaException(
          "MPEG audio over RTP: frame header wants 4 bytes, has " + (end - at));
    }
    return MpegAudioHeader.parse(in.getInt(at));
  }

  private void endIfWhole() {
    int wanted = MpegAudioHeader.parse(pieces().getInt(0)).frameBytes();
    if (pieces().writerIndex() >= wanted) {
      endPieces();
    }
  }
}
