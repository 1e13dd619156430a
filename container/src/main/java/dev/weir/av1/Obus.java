package dev.weir.av1;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// Walks the open bitstream units of AV1 (5.3) by absolute indices of a buffer.
///
/// ```
///  0 1 2 3 4 5 6 7
/// |F| type  |X|S|-|   then, if X, an extension byte; if S, the payload's size in LEB128
/// ```
///
/// Stateless; nothing allocates. A walk over a temporal unit:
///
/// ```
/// for (int at = first; at < end; at += Obus.sizeAt(in, at, end)) { … Obus.type(in.getByte(at)) … }
/// ```
public final class Obus {
  /// A sequence header.
  public static final int SEQUENCE_HEADER = 1;

  /// The start of a temporal unit.
  public static final int TEMPORAL_DELIMITER = 2;

  /// A frame header alone.
  public static final int FRAME_HEADER = 3;

  /// Tile data.
  public static final int TILE_GROUP = 4;

  /// Metadata.
  public static final int METADATA = 5;

  /// A frame header and its tiles.
  public static final int FRAME = 6;

  /// A frame header said again.
  public static final int REDUNDANT_FRAME_HEADER = 7;

  /// Large-scale tiles.
  public static final int TILE_LIST = 8;

  /// Filling.
  public static final int PADDING = 15;

  private static final int EXTENSION_FLAG = 4;
  private static final int HAS_SIZE_FLAG = 2;
  private static final int MAX_LEB128_BYTES = 8;

  private Obus() {}

  /// obu_type of the unit that starts with `firstByte`.
  public static int type(int firstByte) {
    return (firstByte >> 3) & 0x0F;
  }

  /// Bytes of the whole unit at `index`; one without a size field reaches to `end`.
  ///
  /// @throws MalformedMediaException if it runs past `end`
  public static int sizeAt(ByteBuf in, int index, int end) {
    int payload = payloadAt(in, index, end);
    int header = in.getUnsignedByte(index);
    if ((header & HAS_SIZE_FLAG) == 0) {
      return end - index;
    }
    long size = leb128(in, index + headerBytes(header), end);
    if (size > end - payload) {
      throw new MalformedMediaException(
          "OBU at byte " + index + ": size " + size + " is over the " + (end - payload) + " left");
    }
    return payload - index + (int) size;
  }

  /// Where the payload of the unit at `index` starts.
  ///
  /// @throws MalformedMediaException if that is past `end`, or the forbidden bit is set
  public static int payloadAt(ByteBuf in, int index, int end) {
    if (index >= end) {
      throw new MalformedMediaException("OBU at byte " + index + ": no header");
    }
    int header = in.getUnsignedByte(index);
    if ((header & 0x80) != 0) {
      throw new MalformedMediaException("OBU at byte " + index + ": obu_forbidden_bit is set");
    }
    int at = index + headerBytes(header);
    if ((header & HAS_SIZE_FLAG) != 0) {
      at += leb128Bytes(in, at, end);
    }
    if (at > end) {
      throw new MalformedMediaException("OBU at byte " + index + ": header runs past the end");
    }
    return at;
  }

  private static int headerBytes(int header) {
    return (header & EXTENSION_FLAG) == 0 ? 1 : 2;
  }

  /// The value of leb128() at `index` (4.10.5), at most 2³² − 1.
  ///
  /// @throws MalformedMediaException if it runs past `end`, has over 8 bytes or is too large
  public static long leb128(ByteBuf in, int index, int end) {
    int bytes = leb128Bytes(in, index, end);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (in.getByte(index + i) & 0x7FL) << (7 * i);
    }
    if (value > 0xFFFF_FFFFL) {
      throw new MalformedMediaException(
          "LEB128 at byte " + index + ": " + value + " is over the limit of 4294967295");
    }
    return value;
  }

  /// How many bytes the leb128() at `index` has.
  ///
  /// @throws MalformedMediaException if it runs past `end` or has over 8 bytes
  public static int leb128Bytes(ByteBuf in, int index, int end) {
    for (int i = 0; i < MAX_LEB128_BYTES && index + i < end; i++) {
      if (in.getByte(index + i) >= 0) {
        return i + 1;
      }
    }
    throw new MalformedMediaException(
        "LEB128 at byte "
            + index
            + ": no end within "
            + Math.max(0, end - index)
            + " bytes, limit "
            + MAX_LEB128_BYTES);
  }

  /// Appends `value` as the shortest leb128().
  public static void writeLeb128(long value, ByteBuf out) {
    long rest = value;
    while (rest > 0x7F) {
      out.writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /// Appends the readable units of `in` in the form of a sample: each with a size field, without
  /// temporal delimiters and tile lists (AV1 in ISOBMFF 2.4). Reads `in` to its end.
  ///
  /// @throws MalformedMediaException if a unit runs past the end
  public static void toSample(ByteBuf in, ByteBuf out) {
    int end = in.writerIndex();
    for (int at = in.readerIndex(), size; at < end; at += size) {
      size = sizeAt(in, at, end);
      int type = type(in.getByte(at));
      if (type != TEMPORAL_DELIMITER && type != TILE_LIST) {
        writeSized(in, at, size, out);
      }
    }
    in.readerIndex(end);
  }

  /// Appends the unit of `size` bytes at `index` with a size field, whether it has one or not.
  public static void writeSized(ByteBuf in, int index, int size, ByteBuf out) {
    int header = in.getUnsignedByte(index);
    int payload = payloadAt(in, index, index + size);
    out.writeByte(header | HAS_SIZE_FLAG);
    if ((header & EXTENSION_FLAG) != 0) {
      out.writeByte(in.getByte(index + 1));
    }
    int payloadBytes = index + size - payload;
    writeLeb128(payloadBytes, out);
    out.writeBytes(in, payload, payloadBytes);
  }

  /// Moves the unit of `size` bytes at `index` to `to` and gives it a size field, whether it has
  /// one or not; it is the last of `units` then. Its payload, unless the field fits exactly before
  /// it, is copied.
  ///
  /// @param to before `index`
  public static void moveSized(ByteBuf units, int index, int size, int to) {
    int header = units.getUnsignedByte(index);
    int extension = (header & EXTENSION_FLAG) == 0 ? 0 : units.getByte(index + 1);
    int payload = payloadAt(units, index, index + size);
    int payloadBytes = index + size - payload;
    int target = to + headerBytes(header) + leb128Bytes(payloadBytes);
    if (target != payload) {
      units.writerIndex(payload + payloadBytes).ensureWritable(Math.max(0, target - payload));
      units.setBytes(target, units, payload, payloadBytes);
    }
    units.writerIndex(to).writeByte(header | HAS_SIZE_FLAG);
    if ((header & EXTENSION_FLAG) != 0) {
      units.writeByte(extension);
    }
    writeLeb128(payloadBytes, units);
    units.writerIndex(target + payloadBytes);
  }

  private static int leb128Bytes(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  /// The absolute index of the first unit of `type` in the readable units of `in`, or −1.
  ///
  /// @throws MalformedMediaException if a unit before it runs past the end
  public static int find(ByteBuf in, int type) {
    int end = in.writerIndex();
    for (int at = in.readerIndex(); at < end; at += sizeAt(in, at, end)) {
      if (type(in.getByte(at)) == type) {
        return at;
      }
    }
    return -1;
  }

  /// Whether decoding can start at the readable temporal unit: it has a sequence header, and its
  /// first frame is a shown key frame. Moves no index.
  ///
  /// ```
  /// uncompressed_header(): | show_existing_frame | frame_type:2 | show_frame | …   (5.9.2)
  /// ```
  ///
  /// @throws MalformedMediaException if a unit runs past the end
  public static boolean isKeyframe(ByteBuf temporalUnit) {
    int end = temporalUnit.writerIndex();
    boolean sequence = false;
    boolean stillPicture = false;
    for (int at = temporalUnit.readerIndex(), size; at < end; at += size) {
      size = sizeAt(temporalUnit, at, end);
      int payload = payloadAt(temporalUnit, at, at + size);
      int first = payload < at + size ? temporalUnit.getUnsignedByte(payload) : 0xFF;
      switch (type(temporalUnit.getByte(at))) {
        case SEQUENCE_HEADER -> {
          sequence = true;
          stillPicture = (first & 0x08) != 0; // reduced_still_picture_header: no such bits follow
        }
        case FRAME, FRAME_HEADER -> {
          return sequence && (stillPicture || (first & 0xF0) == 0x10);
        }
        default -> {}
      }
    }
    return false;
  }

  /// Whether the readable units have a frame that is shown: otherwise others that belong to the
  /// same temporal unit must follow. Moves no index.
  ///
  /// @throws MalformedMediaException if a unit runs past the end
  public static boolean showsFrame(ByteBuf units) {
    int end = units.writerIndex();
    boolean stillPicture = false;
    for (int at = units.readerIndex(), size; at < end; at += size) {
      size = sizeAt(units, at, end);
      int payload = payloadAt(units, at, at + size);
      int first = payload < at + size ? units.getUnsignedByte(payload) : 0;
      int type = type(units.getByte(at));
      if (type == SEQUENCE_HEADER) {
        stillPicture = (first & 0x08) != 0;
      } else if (type == FRAME || type == FRAME_HEADER) {
        // show_existing_frame, or show_frame after two bits of frame_type
        if (stillPicture || (first & 0x90) != 0) {
          return true;
        }
      }
    }
    return false;
  }
}
