package dev.weir.flac;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks for the sync code of a FLAC frame (RFC 9639 9.1): FFF8 or FFF9.
final class SyncCodes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BLOCK_BYTES = 1024;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long SECOND = 0xF8F8_F8F8_F8F8_F8F8L; // the second byte, but for
  private static final long SECOND_MASK = 0xFEFE_FEFE_FEFE_FEFEL; // its last bit

  private SyncCodes() {}

  /// The absolute index of the first sync code at or after `from`, or of its first byte right
  /// before `end`, or `end` if there is none.
  ///
  /// @param in a buffer of the heap
  static int next(ByteBuf in, int from, int end) {
    int offset = in.arrayOffset();
    return next(in.array(), offset + from, offset + end) - offset;
  }

  private static int next(byte[] in, int from, int end) {
    int at = from;
    while (end - at > BLOCK_BYTES && !mayHaveOne(in, at)) {
      at += BLOCK_BYTES;
    }
    for (; end - at > Long.BYTES; at += Long.BYTES) {
      long found = found(in, at) & HIGH_BITS;
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (at < end && !(in[at] == (byte) 0xFF && (at + 1 == end || (in[at + 1] & 0xFE) == 0xF8))) {
      at++;
    }
    return at;
  }

  /// Whether a sync code may begin in the block. A loop as plain as this becomes vector
  /// instructions.
  private static boolean mayHaveOne(byte[] in, int block) {
    long found = 0;
    for (int i = 0; i < BLOCK_BYTES; i += Long.BYTES) {
      found |= found(in, block + i);
    }
    return (found & HIGH_BITS) != 0;
  }

  /// Looks at eight places in one step: the highest bit of the first byte of which a sync code
  /// begins is set, and of none before it.
  private static long found(byte[] in, int at) {
    long first = (long) LONGS.get(in, at);
    long second = (long) LONGS.get(in, at + 1);
    long different = ~first | ((second ^ SECOND) & SECOND_MASK);
    return (different - LOW_BITS) & ~different;
  }
}
