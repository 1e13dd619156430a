package dev.weir.rtp;

import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// H.265 (RFC 7798) without decoding order numbers: sprop-max-don-diff is 0.
///
/// ```
/// |F|type:6|layer:6|tid:3|     the header of a unit, and of AP (48) and FU (49)
/// |S|E|type:6|                 FU header, then the unit's rest
/// ```
///
/// Not thread-safe.
final class HevcPacketizer extends NalPacketizer {
  static final int AP = 48;
  static final int FU = 49;
  static final int HEADER_BYTES = 2;
  static final int FU_START = 0x80;
  static final int FU_END = 0x40;

  /// F, layer and temporal id of a header of 16 bits.
  static final int NOT_TYPE_MASK = 0x81FF;

  private static final int FU_BYTES = 3;

  HevcPacketizer(Codec.Hevc codec) {
    super(List.of(codec.vps(), codec.sps(), codec.pps()));
  }

  @Override
  int unitHeaderBytes() {
    return HEADER_BYTES;
  }

  @Override
  int aggregationHeaderBytes() {
    return HEADER_BYTES;
  }

  // 4.4.2: layer and temporal id are the lowest of all units.
  @Override
  void writeAggregationHeader(ByteBuf in, int from, int units, ByteBuf out) {
    int layer = 0x3F;
    int temporalId = 7;
    for (int at = from, unit = 0; unit < units; unit++) {
      int header = in.getUnsignedShort(at + NalUnits.LENGTH_BYTES);
      layer = Math.min(layer, (header >> 3) & 0x3F);
      temporalId = Math.min(temporalId, header & 7);
      at += NalUnits.LENGTH_BYTES + in.getInt(at);
    }
    out.writeShort((AP << 9) | (layer << 3) | temporalId);
  }

  @Override
  void writeFragments(ByteBuf in, int unit, int size, PayloadWriter out) {
    int header = in.getUnsignedShort(unit);
    int end = unit + size;
    int first = unit + HEADER_BYTES;
    int piece = PayloadWriter.evenPiece(size - HEADER_BYTES, out.maxPayloadBytes() - FU_BYTES);
    for (int at = first; at < end; at += piece) {
      int bytes = Math.min(piece, end - at);
      int edges = (at == first ? FU_START : 0) | (at + bytes == end ? FU_END : 0);
      ByteBuf packet = out.begin();
      packet.writeShort((header & NOT_TYPE_MASK) | (FU << 9));
      packet.writeByte(edges | ((header >> 9) & 0x3F));
      packet.writeBytes(in, at, bytes);
      out.end();
    }
  }
}
