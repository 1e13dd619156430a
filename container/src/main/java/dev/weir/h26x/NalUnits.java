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
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

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
      // Every byte of most video goes through here; this is twice as fast.
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

  private static int startCode(byte[] in, int from, int end) {
    int i = from;
    while (i + 2 < end) {
      if (end - i >= Long.BYTES && !hasZeroByte((long) LONGS.get(in, i))) {
        i += Long.BYTES;
        continue;
      }
      int stop = Math.min(i + Long.BYTES, end - 2);
      for (; i < stop; i++) {
        if (in[i] == 0 && in[i + 1] == 0 && in[i + 2] == 1) {
          return i;
        }
      }
    }
    return end;
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
