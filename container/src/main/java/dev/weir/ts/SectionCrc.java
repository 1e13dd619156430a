package dev.weir.ts;

import io.netty.buffer.ByteBuf;

/// The CRC of PSI sections (ISO/IEC 13818-1 annex A): polynomial 04C11DB7, not reflected, all ones
/// at the start. Over a section with its CRC it is 0.
final class SectionCrc {
  private static final int POLYNOMIAL = 0x04C11DB7;
  private static final int[] TABLE = table();

  private SectionCrc() {}

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        value = value < 0 ? (value << 1) ^ POLYNOMIAL : value << 1;
      }
      table[i] = value;
    }
    return table;
  }

  /// The CRC of `length` bytes at the absolute `index`.
  static int of(ByteBuf in, int index, int length) {
    int crc = -1;
    for (int i = index; i < index + length; i++) {
      crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ in.getUnsignedByte(i)];
    }
    return crc;
  }
}
