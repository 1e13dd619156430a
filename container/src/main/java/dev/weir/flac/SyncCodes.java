package dev.weir.flac;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks for the sync code of a FLAC frame (RFC 9639 9.1): FFF8 or FFF9.
final class SyncCodes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int BLOCK_BYTES = 256;
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
    while (at < end) {
      while (end - at > BLOCK_BYTES && !mayHaveOne(in, at)) {
        at += BLOCK_BYTES;
      }
      for (int stop = Math.min(at + BLOCK_BYTES, end); at < stop; at++) {
        if (in[at] == (byte) 0xFF && (at + 1 == end || (in[at + 1] & 0xFE) == 0xF8)) {
          return at;
        }
      }
    }
    return end;
  }

  /// Whether a sync code may begin in the block. Eight places are looked at in one step, and a loop
  /// as plain as this becomes vector instructions.
  private static boolean mayHaveOne(byte[] in, int block) {
    long found = 0;
    for (int i = 0; i < BLOCK_BYTES; i += Long.BYTES) {
      long first = (long) LONGS.get(in, block + i);
      long second = (long) LONGS.get(in, block + i + 1);
      long different = ~first | ((second ^ SECOND) & SECOND_MASK);
      found |= (different - LOW_BITS) & ~different;
    }
    return (found & HIGH_BITS) != 0;
  }
}
