package dev.weir.flac;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks for the sync code of a FLAC frame (RFC 9639 9.1): FFF8 or FFF9.
final class SyncCodes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BLOCK_BYTES = 2048;
  private static final int SHORTEST_BLOCK_BYTES = 128;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long SECOND = 0x0606_0606_0606_0606L; // makes F8 and F9 FE and FF

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
    while (end - at > BLOCK_BYTES && !haveOne(in, at, at + BLOCK_BYTES)) {
      at += BLOCK_BYTES;
    }
    for (int half = BLOCK_BYTES / 2; half >= SHORTEST_BLOCK_BYTES; half /= 2) {
      if (end - at > half && !haveOne(in, at, at + half)) {
        at += half;
      }
    }
    for (; end - at > Long.BYTES; at += Long.BYTES) {
      long found = found(in, at);
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (at < end && !(in[at] == (byte) 0xFF && (at + 1 == end || (in[at + 1] & 0xFE) == 0xF8))) {
      at++;
    }
    return at;
  }

  /// Whether a sync code begins in these bytes, of which there are a multiple of 8. A loop as plain
  /// as this becomes vector instructions; an index that is a sum would halve its speed.
  private static boolean haveOne(byte[] in, int from, int to) {
    long found = 0;
    for (int at = from; at < to; at += Long.BYTES) {
      found |= found(in, at);
    }
    return found != 0;
  }

  /// Looks at eight places in one step: the highest bit of the first byte of which a sync code
  /// begins is set, and of none before it.
  private static long found(byte[] in, int at) {
    long first = (long) LONGS.get(in, at);
    long second = (long) LONGS.get(in, at + 1);
    long same = first & ((second ^ SECOND) | LOW_BITS); // FF
    return same & ~(same + LOW_BITS) & HIGH_BITS;
  }
}
