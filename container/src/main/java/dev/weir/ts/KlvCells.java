package dev.weir.ts;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// KLV with times (MISB ST 1402): each PES packet has metadata cells (ISO/IEC 13818-1 2.12.4).
///
/// ```
/// metadata_service_id:8 | sequence_number:8 | fragment:2 config:1 random_access:1 1111 | length:16
/// ```
final class KlvCells implements PacketStream.Form {
  private static final int HEADER_BYTES = 5;
  private static final int WHOLE = 3; // cell_fragment_indication

  @Override
  public void read(ByteBuf data, long pts, long dts, long position, TrackOutput output) {
    long micros = ProgramClock.micros(pts);
    while (data.isReadable()) {
      int at = data.readerIndex();
      int bytes =
          data.readableBytes() < HEADER_BYTES ? 0 : data.getUnsignedShort(at + HEADER_BYTES - 2);
      if (bytes == 0 || bytes > data.readableBytes() - HEADER_BYTES) {
        throw new MalformedMediaException(
            "metadata cell in TS: " + bytes + " bytes, has " + data.readableBytes());
      }
      boolean whole = data.getUnsignedByte(at + 2) >> 6 == WHOLE;
      ByteBuf cell = data.skipBytes(HEADER_BYTES).readSlice(bytes);
      if (whole) {
        output.codec(KlvUnits.CODEC);
        output.sample(micros, micros, true, cell, position);
      } else {
        output.dropped();
      }
    }
  }
}
