package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// MPEG transport stream (RFC 2250 2): whole packets of 188 bytes, as many as fit. A sample is any
/// number of them.
///
/// Not thread-safe.
final class TsPacketizer implements Packetizer {
  static final int TS_BYTES = 188;

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf stream = sample.payload();
    int end = stream.writerIndex();
    if (stream.readableBytes() % TS_BYTES != 0) {
      throw new MalformedMediaException(
          "RTP: " + stream.readableBytes() + " bytes are no whole packets of a transport stream");
    }
    int limit = Math.max(1, out.maxPayloadBytes() / TS_BYTES) * TS_BYTES;
    for (int at = stream.readerIndex(); at < end; at += limit) {
      out.begin().writeBytes(stream, at, Math.min(limit, end - at));
      out.end();
    }
  }
}
