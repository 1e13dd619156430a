package dev.weir.rtp;

import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// AAC in LATM whose StreamMuxConfig is in the SDP (RFC 6416 6, cpresent=0).
///
/// ```
/// PayloadLengthInfo: FF* size:8 | raw_data_block
/// ```
///
/// Not thread-safe.
final class LatmPacketizer implements Packetizer {
  private static final int MAX_LENGTH_BYTES = 40; // of 8191 bytes, with room to spare

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf unit = sample.payload();
    int end = unit.writerIndex();
    if (!unit.isReadable()) {
      return;
    }
    int room = out.maxPayloadBytes() - MAX_LENGTH_BYTES;
    int piece = PayloadWriter.evenPiece(unit.readableBytes(), room);
    for (int at = unit.readerIndex(); at < end; at += piece) {
      ByteBuf packet = out.begin();
      if (at == unit.readerIndex()) {
        writeLength(unit.readableBytes(), packet);
      }
      packet.writeBytes(unit, at, Math.min(piece, end - at));
      out.end();
    }
    out.markLast();
  }

  private static void writeLength(int bytes, ByteBuf packet) {
    int rest = bytes;
    for (; rest >= 0xFF; rest -= 0xFF) {
      packet.writeByte(0xFF);
    }
    packet.writeByte(rest);
  }
}
