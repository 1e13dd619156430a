package dev.weir.matroska;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Appends EBML elements (RFC 8794) to a buffer.
///
/// ```
/// element id: 1 to 4 bytes with their marker | size: 1 to 8 bytes, its marker after leading zeros | body
/// ```
final class EbmlWriter {
  /// A size of 8 bytes that says nothing: the element ends where another of its level begins.
  static final long UNKNOWN_SIZE = 0x01FF_FFFF_FFFF_FFFFL;

  private static final int MASTER_SIZE_BYTES = 4;
  private static final long EIGHT_BYTES = 1L << 56;

  private EbmlWriter() {}

  /// How many bytes an id has.
  static int idBytes(int id) {
    return 4 - Integer.numberOfLeadingZeros(id) / 8;
  }

  /// Appends an id, whose marker says its length.
  static void id(int id, ByteBuf out) {
    switch (idBytes(id)) {
      case 1 -> out.writeByte(id);
      case 2 -> out.writeShort(id);
      case 3 -> out.writeMedium(id);
      default -> out.writeInt(id);
    }
  }

  /// How many bytes the shortest size field for `value` has; all ones would mean unknown.
  static int sizeBytes(long value) {
    int bytes = 1;
    while (bytes < 8 && value + 1 >= 1L << (7 * bytes)) {
      bytes++;
    }
    return bytes;
  }

  /// Appends the shortest size field.
  static void size(long value, ByteBuf out) {
    int bytes = sizeBytes(value);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      int marker = shift == 8 * (bytes - 1) ? 0x80 >> (bytes - 1) : 0;
      out.writeByte(((int) (value >> shift) & 0xFF) | marker);
    }
  }

  /// Appends id and size of an element whose body follows.
  static void head(int id, long bodyBytes, ByteBuf out) {
    id(id, out);
    size(bodyBytes, out);
  }

  /// Appends id and a size of 8 bytes, which any size fits.
  static void longHead(int id, long bodyBytes, ByteBuf out) {
    id(id, out);
    out.writeLong(EIGHT_BYTES | bodyBytes);
  }

  /// Appends the head of an element that is open-ended.
  static void openHead(int id, ByteBuf out) {
    id(id, out);
    out.writeLong(UNKNOWN_SIZE);
  }

  /// Starts a master element of less than 256 MB; the result goes to [#end].
  static int begin(int id, ByteBuf out) {
    id(id, out);
    out.writeInt(0);
    return out.writerIndex();
  }

  /// Ends a master element.
  static void end(int body, ByteBuf out) {
    out.setInt(body - MASTER_SIZE_BYTES, 0x1000_0000 | (out.writerIndex() - body));
  }

  /// How many bytes the shortest body for `value` has, at least one.
  static int unsignedBytes(long value) {
    return Math.max(1, 8 - Long.numberOfLeadingZeros(value) / 8);
  }

  /// Appends an element with an unsigned value.
  static void unsigned(int id, long value, ByteBuf out) {
    unsigned(id, value, unsignedBytes(value), out);
  }

  /// Appends an element with an unsigned value in `bytes` bytes.
  static void unsigned(int id, long value, int bytes, ByteBuf out) {
    head(id, bytes, out);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.writeByte((int) (value >> shift));
    }
  }

  /// Appends an element with a 64-bit float.
  static void number(int id, double value, ByteBuf out) {
    head(id, Double.BYTES, out);
    out.writeDouble(value);
  }

  /// Appends an element with UTF-8 text.
  static void text(int id, String value, ByteBuf out) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    head(id, bytes.length, out);
    out.writeBytes(bytes);
  }

  /// Appends an element with these bytes.
  static void binary(int id, Octets value, ByteBuf out) {
    head(id, value.length(), out);
    value.writeTo(out);
  }
}
