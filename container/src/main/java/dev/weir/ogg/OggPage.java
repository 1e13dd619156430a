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
    for (int i = 0; i < segments; i++) {
      bytes += in.getUnsignedByte(at + HEADER_BYTES + i);
    }
    return bytes;
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

  /// The bytes of the segments, from `from` on, counted from the first.
  ByteBuf body(int from, int bytes) {
    return in.slice(at + HEADER_BYTES + segments() + from, bytes);
  }
}
