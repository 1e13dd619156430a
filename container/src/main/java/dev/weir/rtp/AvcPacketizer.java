package dev.weir.rtp;

import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// H.264 in packetization mode 1, or in mode 0 without aggregation and fragments (RFC 6184).
///
/// ```
///  0 1 2 3 4 5 6 7   0 1 2 3 4 5 6 7
/// |F|NRI|  type   | |S|E|R|  type   |   FU indicator (type 28) and FU header, then the unit's rest
/// |F|NRI|  24     | {size:16, unit}     STAP-A
/// ```
///
/// Not thread-safe.
final class AvcPacketizer extends NalPacketizer {
  static final int STAP_A = 24;
  static final int FU_A = 28;
  static final int FU_START = 0x80;
  static final int FU_END = 0x40;
  static final int NRI_MASK = 0x60;
  static final int F_AND_NRI_MASK = 0xE0;

  private static final int FU_BYTES = 2;

  private final boolean nonInterleaved;

  AvcPacketizer(Codec.Avc codec, boolean nonInterleaved) {
    super(List.of(codec.sps(), codec.pps()));
    this.nonInterleaved = nonInterleaved;
  }

  @Override
  int unitHeaderBytes() {
    return 1;
  }

  @Override
  int aggregationHeaderBytes() {
    return nonInterleaved ? 1 : 0;
  }

  // 5.7: F is set if any unit has it, NRI is the largest of all.
  @Override
  void writeAggregationHeader(ByteBuf in, int from, int units, ByteBuf out) {
    int forbidden = 0;
    int nri = 0;
    for (int at = from, unit = 0; unit < units; unit++) {
      int header = in.getUnsignedByte(at + NalUnits.LENGTH_BYTES);
      forbidden |= header & 0x80;
      nri = Math.max(nri, header & NRI_MASK);
      at += NalUnits.LENGTH_BYTES + in.getInt(at);
    }
    out.writeByte(forbidden | nri | STAP_A);
  }

  // 5.8: the header of the unit is not sent; it is made again from indicator and FU header.
  @Override
  void writeFragments(ByteBuf in, int unit, int size, PayloadWriter out) {
    if (!nonInterleaved) {
      throw new UnsupportedMediaException(
          "H.264 NAL unit of "
              + size
              + " bytes in packetization mode 0, which cannot cut it into "
              + out.maxPayloadBytes());
    }
    int header = in.getUnsignedByte(unit);
    int end = unit + size;
    int piece = PayloadWriter.evenPiece(size - 1, out.maxPayloadBytes() - FU_BYTES);
    for (int at = unit + 1; at < end; at += piece) {
      int bytes = Math.min(piece, end - at);
      int edges = (at == unit + 1 ? FU_START : 0) | (at + bytes == end ? FU_END : 0);
      ByteBuf packet = out.begin();
      packet.writeByte((header & F_AND_NRI_MASK) | FU_A);
      packet.writeByte(edges | (header & 0x1F));
      packet.writeBytes(in, at, bytes);
      out.end();
    }
  }
}
