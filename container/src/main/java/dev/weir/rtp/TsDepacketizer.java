package dev.weir.rtp;

import dev.weir.media.Demuxer;
import io.netty.buffer.ByteBuf;

/// MPEG transport stream (RFC 2250 2): the payload goes on to a demuxer, which has its own clock
/// and its own way of losing packets.
///
/// Not thread-safe.
final class TsDepacketizer implements Depacketizer {
  private final Demuxer demuxer;

  TsDepacketizer(Demuxer demuxer) {
    this.demuxer = demuxer;
  }

  @Override
  public void read(RtpPacket packet, long rtpTime) {
    ByteBuf buffer = packet.buffer(); // as it is: a slice would be one object for each packet
    int start = buffer.readerIndex();
    int end = buffer.writerIndex();
    try {
      demuxer.read(buffer.setIndex(packet.payloadIndex(), packet.payloadEnd()));
    } finally {
      buffer.setIndex(start, end);
    }
  }

  @Override
  public void lost() {
    // Continuity counters tell the demuxer.
  }

  @Override
  public long dropped() {
    return demuxer.dropped();
  }

  @Override
  public void close() {
    demuxer.close();
  }
}
