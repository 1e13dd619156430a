package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// AAC in the mode AAC-hbr (RFC 3640 3.3.6): one access unit in a packet, or a piece of one.
///
/// ```
/// AU-headers-length:16 = 16 bits | size:13 index:3=0 | raw_data_block
/// ```
///
/// A frame is sent as soon as it is there; packets of several would save a few bytes and wait. Not
/// thread-safe.
final class AacPacketizer implements Packetizer {
  static final int SIZE_BITS = 13;
  static final int INDEX_BITS = 3;

  private static final int HEADER_BYTES = 4;
  private static final int HEADER_BITS = SIZE_BITS + INDEX_BITS;
  private static final int MAX_UNIT_BYTES = (1 << SIZE_BITS) - 1;

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf unit = sample.payload();
    int size = unit.readableBytes();
    if (size == 0) {
      return;
    }
    if (size > MAX_UNIT_BYTES) {
      throw new MalformedMediaException(
          "AAC frame of " + size + " bytes is over the RTP limit of " + MAX_UNIT_BYTES);
    }
    int end = unit.writerIndex();
    int piece = PayloadWriter.evenPiece(size, out.maxPayloadBytes() - HEADER_BYTES);
    for (int at = unit.readerIndex(); at < end; at += piece) {
      ByteBuf packet = out.begin();
      // 3.2.3.1: each piece says the size of the whole unit.
      packet.writeShort(HEADER_BITS).writeShort(size << INDEX_BITS);
      packet.writeBytes(unit, at, Math.min(piece, end - at));
      out.end();
    }
    out.markLast();
  }
}
