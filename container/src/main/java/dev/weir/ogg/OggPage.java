package dev.weir.ogg;

import io.netty.buffer.ByteBuf;

/// A page (RFC 3533 6), as a view of the input that holds it.
///
/// ```
/// |"OggS"|version: 0 (8)|flags (8)|granule position (64)|serial (32)|sequence (32)|checksum (32)|
/// |segments (8)|{segment bytes (8)}|  segments                                    little-endian
/// ```
///
/// A packet is a run of segments that ends with one of under 255 bytes; it may go on on the next
/// page.
final class OggPage {
  static final int CAPTURE = 0x4F676753; // "OggS"
  static final int HEADER_BYTES = 27;
  static final int MAX_SEGMENTS = 255;
  static final int FULL_SEGMENT = 255;

  static final int CONTINUED = 1;
  static final int FIRST = 2;
  static final int LAST = 4;

  /// In place of a granule position: no packet ends on the page.
  static final long NO_GRANULE = -1;

  private static final int SEGMENTS_INDEX = 26;
  private static final long EIGHT_FULL = -1; // the bytes of eight segments of 255
  private static final long EVERY_OTHER_BYTE = 0x00FF00FF00FF00FFL;
  private static final long ADD_TO_TOP = 0x0001000100010001L;

  private final ByteBuf in;
  private final int at;

  /// A view of the page whose header begins at the reader index of `in`.
  OggPage(ByteBuf in) {
    this.in = in;
    this.at = in.readerIndex();
  }

  /// The bytes of the page that begins at the reader index; 0 if more input is needed to tell, -1
  /// if none begins there.
  static int bytes(ByteBuf in) {
    int at = in.readerIndex();
    int readable = in.readableBytes();
    if (readable < HEADER_BYTES) {
      return 0;
    }
    if (in.getInt(at) != CAPTURE || in.getByte(at + 4) != 0) {
      return -1;
    }
    int segments = in.getUnsignedByte(at + SEGMENTS_INDEX);
    if (readable < HEADER_BYTES + segments) {
      return 0;
    }
    int bytes = HEADER_BYTES + segments;
    int from = at + HEADER_BYTES;
    int end = from + segments;
    for (; from <= end - Long.BYTES; from += Long.BYTES) {
      bytes += sum(in.getLong(from));
    }
    for (; from < end; from++) {
      bytes += in.getUnsignedByte(from);
    }
    return bytes;
  }

  /// Of its eight bytes.
  private static int sum(long bytes) {
    long pairs = (bytes & EVERY_OTHER_BYTE) + ((bytes >>> Byte.SIZE) & EVERY_OTHER_BYTE);
    return (int) ((pairs * ADD_TO_TOP) >>> (Long.SIZE - Short.SIZE));
  }

  boolean has(int flag) {
    return (in.getByte(at + 5) & flag) != 0;
  }

  long granule() {
    return in.getLongLE(at + 6);
  }

  int serial() {
    return in.getIntLE(at + 14);
  }

  int sequence() {
    return in.getIntLE(at + 18);
  }

  int checksum() {
    return in.getIntLE(at + OggCrc.FIELD_INDEX);
  }

  int segments() {
    return in.getUnsignedByte(at + SEGMENTS_INDEX);
  }

  int segmentBytes(int segment) {
    return in.getUnsignedByte(at + HEADER_BYTES + segment);
  }

  /// How many segments from this one on are full, as far as can be told at a glance: 8 or 0.
  int fullFrom(int segment) {
    return segment + Long.BYTES <= segments()
            && in.getLong(at + HEADER_BYTES + segment) == EIGHT_FULL
        ? Long.BYTES
        : 0;
  }

  /// The bytes of the segments, from `from` on, counted from the first.
  ByteBuf body(int from, int bytes) {
    return in.slice(at + HEADER_BYTES + segments() + from, bytes);
  }
}
