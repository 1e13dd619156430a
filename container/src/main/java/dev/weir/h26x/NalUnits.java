package dev.weir.h26x;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Walks and converts the two ways of putting NAL units one after the other: each after its length
/// (ISO/IEC 14496-15), or each after a start code (H.264 and H.265 annex B).
///
/// Stateless. Inside Weir every length has [#LENGTH_BYTES] bytes, and a walk over an access unit
/// is, without allocation:
///
/// ```
/// for (int at = first, size; at < end; at += LENGTH_BYTES + size) {
///   size = NalUnits.lengthAt(in, at, end);
///   // the unit is the bytes at + LENGTH_BYTES .. at + LENGTH_BYTES + size
/// }
/// ```
public final class NalUnits {
  /// Bytes of the length before each unit of a sample.
  public static final int LENGTH_BYTES = 4;

  /// The start code that is written before each unit.
  public static final int START_CODE = 0x00000001;

  /// Bytes of a start code without the zero byte that may precede it.
  public static final int START_CODE_BYTES = 3;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private static final int REGION_BYTES = 2048; // of whole blocks
  private static final int BLOCK_BYTES = 512; // of whole steps
  private static final int STEP_BYTES = 4 * Long.BYTES;
  private static final long NOT_LAST_BIT = 0xFEFF_FEFF_FEFF_FEFFL; // of the second byte of a pair
  private static final long LOW_PAIR_BITS = 0x0001_0001_0001_0001L;
  private static final long HIGH_PAIR_BITS = 0x8000_8000_8000_8000L;

  private NalUnits() {}

  /// The length of the unit whose 4-byte length field is at the absolute `index`, checked to end at
  /// or before `end`.
  ///
  /// @throws MalformedMediaException if the unit is empty or runs past `end`
  public static int lengthAt(ByteBuf in, int index, int end) {
    return lengthAt(in, index, end, LENGTH_BYTES);
  }

  private static int lengthAt(ByteBuf in, int index, int end, int lengthBytes) {
    if (end - index < lengthBytes) {
      throw new MalformedMediaException(
          "NAL unit length at byte "
              + index
              + ": wants "
              + lengthBytes
              + " bytes, has "
              + (end - index));
    }
    long length =
        switch (lengthBytes) {
          case 1 -> in.getUnsignedByte(index);
          case 2 -> in.getUnsignedShort(index);
          case 4 -> in.getUnsignedInt(index);
          default -> throw new IllegalArgumentException("length of " + lengthBytes + " bytes");
        };
    if (length == 0 || length > end - index - lengthBytes) {
      throw new MalformedMediaException(
          "NAL unit at byte "
              + index
              + ": length "
              + length
              + " is not in 1.."
              + (end - index - lengthBytes));
    }
    return (int) length;
  }

  /// Reads units with lengths of `lengthBytes` (1, 2 or 4) from `in` to its end and appends them to
  /// `out` with lengths of 4 bytes. Units of no bytes are left out: some cameras send them.
  ///
  /// @throws MalformedMediaException if a unit runs past the end of `in`
  public static void normalizeLengths(ByteBuf in, int lengthBytes, ByteBuf out) {
    while (in.isReadable()) {
      if (isEmptyUnit(in, lengthBytes)) {
        in.skipBytes(lengthBytes);
        continue;
      }
      int length = lengthAt(in, in.readerIndex(), in.writerIndex(), lengthBytes);
      in.skipBytes(lengthBytes);
      out.writeInt(length).writeBytes(in, length);
    }
  }

  private static boolean isEmptyUnit(ByteBuf in, int lengthBytes) {
    if (in.readableBytes() < lengthBytes) {
      return false;
    }
    for (int i = 0; i < lengthBytes; i++) {
      if (in.getByte(in.readerIndex() + i) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Reads units after start codes of 3 or 4 bytes from `in` to its end and appends them to `out`
  /// with lengths of 4 bytes. Bytes before the first start code and zero bytes after a unit
  /// (trailing_zero_8bits) are left out.
  public static void annexBToLengthPrefixed(ByteBuf in, ByteBuf out) {
    int end = in.writerIndex();
    int code = startCode(in, in.readerIndex(), end);
    while (code < end) {
      int from = code + START_CODE_BYTES;
      code = startCode(in, from, end);
      int to = withoutTrailingZeros(in, from, code);
      if (to > from) {
        out.writeInt(to - from).writeBytes(in, from, to - from);
      }
    }
    in.readerIndex(end);
  }

  /// The absolute index of the next 00 00 01 at or after `from`, or `end` if there is none before
  /// it. A fourth zero byte before it belongs to what went before.
  public static int startCode(ByteBuf in, int from, int end) {
    if (in.hasArray() && from < end) {
      // Every byte of most video goes through here; this is many times as fast.
      int offset = in.arrayOffset();
      return startCode(in.array(), offset + from, offset + end) - offset;
    }
    int i = from;
    while (i + 2 < end) {
      if (end - i >= Long.BYTES && !hasZeroByte(in.getLong(i))) {
        i += Long.BYTES; // Most of the payload: a start code begins with a zero byte.
        continue;
      }
      int stop = Math.min(i + Long.BYTES, end - 2);
      for (; i < stop; i++) {
        if (in.getByte(i) == 0 && in.getByte(i + 1) == 0 && in.getByte(i + 2) == 1) {
          return i;
        }
      }
    }
    return end;
  }

  /// Behind a start code the next one may be near, and is looked for in blocks; anything else is
  /// passed over in regions first, which are faster.
  private static int startCode(byte[] in, int from, int end) {
    if (isStartCode(in, from, end)) {
      return from;
    }
    int at = from;
    int far = isStartCode(in, from - START_CODE_BYTES, end) ? from + REGION_BYTES : from;
    while (end - at >= BLOCK_BYTES) {
      if (at >= far) {
        at = passOver(in, at, end, REGION_BYTES);
        far = at + REGION_BYTES;
      }
      int stop = Math.min(far, end);
      at = passOver(in, at, stop, BLOCK_BYTES);
      if (stop - at >= BLOCK_BYTES) {
        int found = startCodeInSteps(in, from, at, at + BLOCK_BYTES, end);
        if (found < end) {
          return found;
        }
        at += BLOCK_BYTES;
      } else if (stop == end) {
        break;
      }
    }
    return startCodeInSteps(in, from, at, end, end);
  }

  private static boolean isStartCode(byte[] in, int at, int end) {
    return at >= 0 && end - at > 2 && in[at] == 0 && in[at + 1] == 0 && in[at + 2] == 1;
  }

  /// The first of which a pair is in the bytes `at` to `to`, or `end`.
  private static int startCodeInSteps(byte[] in, int from, int at, int to, int end) {
    int step = at;
    for (; to - step >= STEP_BYTES; step += STEP_BYTES) {
      if (stepMayHaveStartCode(in, step)) {
        int found = startCodeInStep(in, from, step, end);
        if (found < end) {
          return found;
        }
      }
    }
    return startCodeWithin(in, Math.max(from, step - 1), to, end);
  }

  private static int startCodeInStep(byte[] in, int from, int step, int end) {
    for (int at = step; at < step + STEP_BYTES; at += Long.BYTES) {
      if (zeroPairs(in, at) != 0) {
        // The first zero byte of the pair may be the one before.
        int found = startCodeWithin(in, Math.max(from, at - 1), at + Long.BYTES, end);
        if (found < end) {
          return found;
        }
      }
    }
    return end;
  }

  /// The first that begins before `to`, or `end`.
  private static int startCodeWithin(byte[] in, int from, int to, int end) {
    int stop = Math.min(to, end - 2);
    for (int i = from; i < stop; i++) {
      if (in[i] == 0 && in[i + 1] == 0 && in[i + 2] == 1) {
        return i;
      }
    }
    return end;
  }

  /// The end of the run of whole blocks from `from` on that have no start code.
  private static int passOver(byte[] in, int from, int end, int blockBytes) {
    int at = from;
    while (end - at >= blockBytes && !mayHaveStartCode(in, at, blockBytes)) {
      at += blockBytes;
    }
    return at;
  }

  /// Whether the block may have a start code, or the end of one of which the first byte is before
  /// it. A loop as plain as this becomes vector instructions.
  private static boolean mayHaveStartCode(byte[] in, int block, int bytes) {
    long found = 0;
    for (int i = 0; i < bytes; i += Long.BYTES) {
      found |= firstZeroPairs(in, block + i);
    }
    return (found & HIGH_PAIR_BITS) != 0;
  }

  private static boolean stepMayHaveStartCode(byte[] in, int step) {
    long found =
        firstZeroPairs(in, step)
            | firstZeroPairs(in, step + Long.BYTES)
            | firstZeroPairs(in, step + 2 * Long.BYTES)
            | firstZeroPairs(in, step + 3 * Long.BYTES);
    return (found & HIGH_PAIR_BITS) != 0;
  }

  /// Looks at four pairs of bytes: the highest bit of the first one that is 00 00 or 00 01 is set,
  /// and of none before it. Each 00 00 01 has such a pair at an even distance from wherever pairs
  /// are counted; noise has one in 64 KB.
  static long zeroPairs(byte[] in, int at) {
    return firstZeroPairs(in, at) & HIGH_PAIR_BITS;
  }

  /// The same with other bits set, too.
  private static long firstZeroPairs(byte[] in, int at) {
    long pairs = longAt(in, at) & NOT_LAST_BIT;
    return (pairs - LOW_PAIR_BITS) & ~pairs;
  }

  /// Eight bytes, the first of them the lowest.
  static long longAt(byte[] in, int at) {
    return (long) LONGS.get(in, at);
  }

  private static boolean hasZeroByte(long eightBytes) {
    return ((eightBytes - LOW_BITS) & ~eightBytes & HIGH_BITS) != 0;
  }

  /// The end of the unit from `from` to `to` without the zero bytes that may follow it
  /// (trailing_zero_8bits).
  static int withoutTrailingZeros(ByteBuf in, int from, int to) {
    int end = to;
    while (end > from && in.getByte(end - 1) == 0) {
      end--;
    }
    return end;
  }

  /// Reads units with lengths of 4 bytes from `in` to its end and appends them to `out` after start
  /// codes of 4 bytes.
  ///
  /// @throws MalformedMediaException if a unit is empty or runs past the end of `in`
  public static void lengthPrefixedToAnnexB(ByteBuf in, ByteBuf out) {
    while (in.isReadable()) {
      int length = lengthAt(in, in.readerIndex(), in.writerIndex());
      in.skipBytes(LENGTH_BYTES);
      out.writeInt(START_CODE).writeBytes(in, length);
    }
  }
}
