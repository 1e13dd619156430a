package dev.weir.flac;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/// The checksums of a FLAC frame: CRC-8 over its header (RFC 9639 9.1.8, polynomial 07) and CRC-16
/// over all of it (9.3, polynomial 8005), both from 0, most significant bit first.
final class FlacCrc implements ByteProcessor {
  private static final int[] TABLE_8 = table(0x07 << 8);
  private static final int[] TABLE_16 = table(0x8005);

  private int crc16; // over what was processed

  private static int[] table(int polynomial) {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc << 1) ^ ((crc & 0x8000) != 0 ? polynomial : 0);
      }
      table[i] = crc & 0xFFFF;
    }
    return table;
  }

  /// CRC-8 over `bytes` from the absolute `index` on; 0 if the last of them is the right checksum.
  static int crc8(ByteBuf in, int index, int bytes) {
    int crc = 0;
    for (int i = index; i < index + bytes; i++) {
      crc = TABLE_8[crc ^ in.getUnsignedByte(i)] >> 8;
    }
    return crc;
  }

  void reset() {
    crc16 = 0;
  }

  /// Goes on with one byte.
  @Override
  public boolean process(byte value) {
    crc16 = ((crc16 << 8) & 0xFFFF) ^ TABLE_16[(crc16 >> 8) ^ (value & 0xFF)];
    return true;
  }

  /// Whether the last two bytes were the right checksum of those before.
  boolean matches() {
    return crc16 == 0;
  }
}
