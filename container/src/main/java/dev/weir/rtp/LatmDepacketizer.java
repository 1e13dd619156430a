package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// AAC in LATM whose StreamMuxConfig is in the SDP (RFC 6416 6, cpresent=0): frames after their
/// lengths, in one packet or several.
///
/// Not thread-safe.
final class LatmDepacketizer extends AudioDepacketizer {
  private final int ticksPerFrame;

  LatmDepacketizer(PayloadFormat format, Codec.Aac codec, FrameSink sink) {
    super(sink);
    ticksPerFrame =
        (int) ((long) codec.samplesPerFrame() * format.clockRate() / codec.sampleRate());
    announce(codec);
  }

  // 6.3: the marker says that the packet has the end of an audioMuxElement.
  @Override
  public void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int index = packet.payloadIndex();
    int end = packet.payloadEnd();
    if (!addPiece(rtpTime, in, index, end)) {
      if (packet.marker()) {
        split(in, index, end, rtpTime);
        return;
      }
      beginPieces(rtpTime, in, index, end);
    }
    if (packet.marker()) {
      try {
        split(pieces(), 0, pieces().writerIndex(), rtpTime);
      } finally {
        forgetPieces();
      }
    }
  }

  private void split(ByteBuf in, int from, int end, long rtpTime) {
    long time = rtpTime;
    for (int at = from; at < end; time += ticksPerFrame) {
      int size = 0;
      int octet = 0xFF;
      while (octet == 0xFF && at < end) {
        octet = in.getUnsignedByte(at++);
        size += octet;
      }
      if (octet == 0xFF || size > end - at) {
        throw new MalformedMediaException(
            "LATM over RTP: frame of " + size + " bytes, has " + (end - at));
      }
      frame(time, in, at, size);
      at += size;
    }
  }
}
