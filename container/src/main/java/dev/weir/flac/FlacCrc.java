package dev.weir.flac;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The checksums of a FLAC frame: CRC-8 over its header (RFC 9639 9.1.8, polynomial 07) and CRC-16
/// over all of it (9.3, polynomial 8005), both from 0, most significant bit first.
///
/// Tables alone go over a long frame at a tenth of the speed of a copy. The generator P of CRC-16
/// is (x + 1)·Q with Q = x^15 + x + 1, so that it is enough to know what is left over each of them.
/// Over x + 1 that is the parity of all bits. Over Q a run of bytes is shortened first, to one of
/// which the same is left: among polynomials over bits, squaring squares each term, so that each of
/// these is a multiple of Q:
///
/// ```
/// Q(x)^(2^k) = x^(15·d) + x^d + 1, d = 2^k
/// ```
///
/// With d bits a block, the first block can be taken away if it is added (XOR) to the 14th and the
/// 15th after it. That is done to all blocks but the last 15, with long blocks first and short ones
/// then: plain loops, of which the compiler makes vector instructions where the blocks are longer
/// than a vector. Not thread-safe.
final class FlacCrc {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle ADDENDS = // whose order does not matter
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int PIECE_BYTES = 16 << 10;

  private static final int LONG_BLOCK_BYTES = 64;
  private static final int SHORT_BLOCK_BYTES = Long.BYTES;
  private static final int BLOCKS_LEFT = 15;

  private static final int GENERATOR = 0x18005;
  private static final int Q = 0x8003;
  private static final int PERIOD = 32_767; // after which the powers of x come again
  private static final int TOP_BIT = 0x8000;

  private static final int[] TABLE_8 = table(0x07 << 8);
  private static final int[] TABLE_16 = table(0x8005);

  // By how many zero bytes follow: with them, eight bytes are one step.
  private static final int[][] TABLES_16 = tables(TABLE_16);

  private static final char[] POWERS = powers();

  private final byte[] scratch = new byte[Long.BYTES + PIECE_BYTES];

  private long taken; // sum of the blocks that are no longer in the scratch
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
    taken = 0;
    int from = shortened(0, end, LONG_BLOCK_BYTES);
    crc16 = remainder(shortened(from, end, SHORT_BLOCK_BYTES), end);
  }

  /// Takes away all blocks but the last 15; the index of what is left.
  private int shortened(int from, int end, int blockBytes) {
    byte[] bytes = scratch;
    long sum = 0;
    int to = end - BLOCKS_LEFT * blockBytes;
    for (int at = from; at < to; at += Long.BYTES) {
      long block = (long) ADDENDS.get(bytes, at);
      add(block, bytes, at + (BLOCKS_LEFT - 1) * blockBytes);
      add(block, bytes, at + BLOCKS_LEFT * blockBytes);
      sum ^= block;
    }
    taken ^= sum;
    return Math.max(from, to);
  }

  private static void add(long block, byte[] bytes, int at) {
    ADDENDS.set(bytes, at, (long) ADDENDS.get(bytes, at) ^ block);
  }

  /// What is left of the bytes and of those that were taken away.
  private int remainder(int from, int end) {
    long sum = taken;
    long high = 0;
    long low = 0;
    for (int at = from; at < end; at += Long.BYTES) {
      long next = (long) LONGS.get(scratch, at);
      sum ^= next;
      // Over Q^8 = x^120 + x^8 + 1, x^128 is x^16 + x^8.
      long over = high;
      high = low ^ (over >>> 48) ^ (over >>> 56);
      low = next ^ (over << 16) ^ (over << 8);
    }
    // The same over Q^4: x^64 is x^8 + x^4.
    long over = (high >>> 56) ^ (high >>> 60);
    int crc = remainder(low ^ (high << 8) ^ (high << 4) ^ (over << 8) ^ (over << 4));
    // Q has three terms: to add it changes the parity.
    return ((Long.bitCount(sum) ^ Integer.bitCount(crc)) & 1) == 0 ? crc : crc ^ Q;
  }

  /// What is left of eight bytes over the generator.
  private static int remainder(long bytes) {
    return TABLES_16[7][(int) (bytes >>> 56)]
        ^ TABLES_16[6][(int) (bytes >>> 48) & 0xFF]
        ^ TABLES_16[5][(int) (bytes >>> 40) & 0xFF]
        ^ TABLES_16[4][(int) (bytes >>> 32) & 0xFF]
        ^ TABLES_16[3][(int) (bytes >>> 24) & 0xFF]
        ^ TABLES_16[2][(int) (bytes >>> 16) & 0xFF]
        ^ TABLES_16[1][(int) (bytes >>> 8) & 0xFF]
        ^ TABLES_16[0][(int) bytes & 0xFF];
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
