package dev.weir.flac;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The checksums of a FLAC frame: CRC-8 over its header (RFC 9639 9.1.8, polynomial 07) and CRC-16
/// over all of it (9.3, polynomial 8005), both from 0, most significant bit first.
///
/// Tables alone go over a long frame at a tenth of the speed of a copy. So a run of bytes is
/// shortened first, to one that has the same remainder. Among polynomials over bits, squaring
/// squares each term, so that with the generator P each of these is a multiple of P:
///
/// ```
/// P(x)       = x^16     + x^15     + x^2     + 1
/// P(x)^(2^k) = x^(16·d) + x^(15·d) + x^(2·d) + 1, d = 2^k
/// ```
///
/// With d bits a block, the first block can be taken away if it is added (XOR) to the 1st, the 14th
/// and the 16th after it. That is done to all blocks but the last 16, with long blocks first and
/// short ones then: plain loops, of which the compiler makes vector instructions. Not thread-safe.
final class FlacCrc {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle ADDENDS = // whose order does not matter
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int PIECE_BYTES = 16 << 10;

  // Powers of two, each at most a sixteenth of the bytes that the one before leaves.
  private static final int LONG_BLOCK_BYTES = 128;
  private static final int MEDIUM_BLOCK_BYTES = 32;
  private static final int SHORT_BLOCK_BYTES = Long.BYTES;
  private static final int BLOCKS_LEFT = 16;

  // The generator is (x + 1)·(x^15 + x + 1): over it, the powers of x come again after 2^15 − 1.
  private static final int PERIOD = 32_767;
  private static final int GENERATOR = 0x18005;
  private static final int TOP_BIT = 0x8000;

  private static final int[] TABLE_8 = table(0x07 << 8);
  private static final int[] TABLE_16 = table(0x8005);

  // By how many zero bytes follow: with them, eight bytes are one step.
  private static final int[][] TABLES_16 = tables(TABLE_16);

  private static final char[] POWERS = powers();

  private final byte[] scratch = new byte[Long.BYTES + PIECE_BYTES];

  private int crc16; // over what was processed
  private int exponent; // over the period: one less for each bit processed

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

  private static int[][] tables(int[] table) {
    int[][] tables = new int[Long.BYTES][];
    tables[0] = table;
    for (int zeros = 1; zeros < tables.length; zeros++) {
      tables[zeros] = new int[table.length];
      for (int i = 0; i < table.length; i++) {
        int crc = tables[zeros - 1][i];
        tables[zeros][i] = ((crc << 8) & 0xFFFF) ^ table[crc >> 8];
      }
    }
    return tables;
  }

  private static char[] powers() {
    char[] powers = new char[PERIOD];
    int power = 1;
    for (int i = 0; i < PERIOD; i++) {
      powers[i] = (char) power;
      power = timesX(power);
    }
    return powers;
  }

  private static int timesX(int remainder) {
    return (remainder << 1) ^ ((remainder & TOP_BIT) != 0 ? GENERATOR : 0);
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
    exponent = 0;
  }

  /// Goes on with `length` bytes from the absolute `index` on.
  void update(ByteBuf in, int index, int length) {
    for (int done = 0; done < length; done += PIECE_BYTES) {
      piece(in, index + done, Math.min(PIECE_BYTES, length - done));
    }
    exponent = Math.floorMod(exponent - (long) Byte.SIZE * length, PERIOD);
  }

  private void piece(ByteBuf in, int index, int length) {
    // Zeros in front change nothing: whole longs are easier.
    int zeros = -length & (Long.BYTES - 1);
    Arrays.fill(scratch, 0, Long.BYTES, (byte) 0);
    in.getBytes(index, scratch, zeros, length);
    int end = zeros + length;
    if (length == 1) {
      crc16 = ((crc16 << 8) & 0xFFFF) ^ TABLE_16[(crc16 >> 8) ^ (scratch[zeros] & 0xFF)];
      return;
    }
    scratch[zeros] ^= (byte) (crc16 >> 8);
    scratch[zeros + 1] ^= (byte) crc16;
    int from = shortened(0, end, LONG_BLOCK_BYTES);
    from = shortened(from, end, MEDIUM_BLOCK_BYTES);
    crc16 = remainder(shortened(from, end, SHORT_BLOCK_BYTES), end);
  }

  /// Takes away all blocks but the last 16; the index of what is left.
  private int shortened(int from, int end, int blockBytes) {
    byte[] bytes = scratch;
    int to = end - BLOCKS_LEFT * blockBytes;
    for (int at = from; at < to; at += Long.BYTES) {
      long taken = (long) ADDENDS.get(bytes, at);
      add(taken, bytes, at + blockBytes);
      add(taken, bytes, at + 14 * blockBytes);
      add(taken, bytes, at + 16 * blockBytes);
    }
    return Math.max(from, to);
  }

  private static void add(long taken, byte[] bytes, int at) {
    ADDENDS.set(bytes, at, (long) ADDENDS.get(bytes, at) ^ taken);
  }

  private int remainder(int from, int end) {
    int crc = 0;
    for (int at = from; at < end; at += Long.BYTES) {
      long bytes = (long) LONGS.get(scratch, at) ^ ((long) crc << 48);
      crc =
          TABLES_16[7][(int) (bytes >>> 56)]
              ^ TABLES_16[6][(int) (bytes >>> 48) & 0xFF]
              ^ TABLES_16[5][(int) (bytes >>> 40) & 0xFF]
              ^ TABLES_16[4][(int) (bytes >>> 32) & 0xFF]
              ^ TABLES_16[3][(int) (bytes >>> 24) & 0xFF]
              ^ TABLES_16[2][(int) (bytes >>> 16) & 0xFF]
              ^ TABLES_16[1][(int) (bytes >>> 8) & 0xFF]
              ^ TABLES_16[0][(int) bytes & 0xFF];
    }
    return crc;
  }

  /// Over what was processed; 0 if the last two bytes were the right checksum of those before.
  int value() {
    return crc16;
  }

  /// What is the same before and behind a run of bytes of which the last two are the right checksum
  /// of the others, and of no other run: the remainder, divided by x for each bit processed.
  int mark() {
    int product = 0;
    int factor = POWERS[exponent];
    for (int bits = crc16; bits != 0; bits >>= 1) {
      product ^= -(bits & 1) & factor;
      factor = timesX(factor);
    }
    return product;
  }
}
