package dev.weir.matroska;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Goes through the children of a master element that lies whole in a buffer (RFC 8794 4 to 7).
///
/// ```
/// for (ElementWalk child = new ElementWalk(body, "Info"); child.next(); ) {
///   switch (child.id()) { case Ids.DURATION -> child.number(); … }
/// }
/// ```
///
/// A child that runs past the end of its parent is malformed. Not thread-safe.
final class ElementWalk {
  private static final int MAX_ID_BYTES = 4;
  private static final int MAX_SIZE_BYTES = 8;
  private static final int MAX_CHILDREN = 100_000;

  private final ByteBuf in;
  private final String parent;

  private int children;
  private int id; // of the child that the walk is at
  private ByteBuf body;

  /// Goes through what is readable in `in`, and reads it to its end.
  ElementWalk(ByteBuf in, String parent) {
    this.in = in;
    this.parent = parent;
    this.body = in;
  }

  /// The bytes of the vint that begins with `firstByte`: 1 to 8, 9 if it is none.
  static int vintBytes(int firstByte) {
    return 1 + Integer.numberOfLeadingZeros((firstByte << 24) | 0x0080_0000);
  }

  /// Reads a vint of `bytes` bytes without its marker; -1 if all its bits are set, which means
  /// unknown.
  static long vint(ByteBuf in, int bytes) {
    long value = in.readUnsignedByte() & (0xFF >> bytes);
    for (int i = 1; i < bytes; i++) {
      value = (value << 8) | in.readUnsignedByte();
    }
    return value == (1L << (7 * bytes)) - 1 ? -1 : value;
  }

  /// Goes to the next child; false if there is none.
  ///
  /// @throws MalformedMediaException if it has no valid head or runs past the end
  boolean next() {
    if (!in.isReadable()) {
      return false;
    }
    if (++children > MAX_CHILDREN) {
      throw malformed("more than " + MAX_CHILDREN + " children");
    }
    int idBytes = vintBytes(in.getByte(in.readerIndex()));
    if (idBytes > MAX_ID_BYTES || in.readableBytes() <= idBytes) {
      throw malformed("an id of " + idBytes + " bytes");
    }
    id = 0;
    for (int i = 0; i < idBytes; i++) {
      id = (id << 8) | in.readUnsignedByte();
    }
    int sizeBytes = vintBytes(in.getByte(in.readerIndex()));
    if (sizeBytes > MAX_SIZE_BYTES || in.readableBytes() < sizeBytes) {
      throw malformed("a size of " + sizeBytes + " bytes");
    }
    long size = vint(in, sizeBytes);
    if (size < 0 || size > in.readableBytes()) {
      throw malformed("a child of " + size + " bytes where " + in.readableBytes() + " are left");
    }
    body = in.readSlice((int) size);
    return true;
  }

  int id() {
    return id;
  }

  /// What the child holds.
  ByteBuf body() {
    return body;
  }

  /// The child as an unsigned integer; without bytes it is 0.
  ///
  /// @throws MalformedMediaException if it has more than 8 bytes or is over 2⁶³ − 1
  long unsigned() {
    return unsigned(body, parent);
  }

  static long unsigned(ByteBuf body, String what) {
    if (body.readableBytes() > Long.BYTES) {
      throw new MalformedMediaException(
          what + ": an integer of " + body.readableBytes() + " bytes is over the limit of 8");
    }
    long value = 0;
    for (int i = body.readerIndex(); i < body.writerIndex(); i++) {
      value = (value << 8) | body.getUnsignedByte(i);
    }
    if (value < 0) {
      throw new MalformedMediaException(
          what + ": " + Long.toUnsignedString(value) + " is over the limit of 2⁶³ − 1");
    }
    return value;
  }

  /// The child as an unsigned integer of at most `max`.
  int unsigned(int max) {
    long value = unsigned();
    if (value > max) {
      throw malformed(value + " in element " + Integer.toHexString(id) + ", limit " + max);
    }
    return (int) value;
  }

  /// The child as a float of 0, 4 or 8 bytes.
  double number() {
    return switch (body.readableBytes()) {
      case 0 -> 0;
      case Float.BYTES -> body.getFloat(body.readerIndex());
      case Double.BYTES -> body.getDouble(body.readerIndex());
      default -> throw malformed("a float of " + body.readableBytes() + " bytes");
    };
  }

  /// The child as text, which may be filled up with zero bytes.
  String text() {
    int end = body.indexOf(body.readerIndex(), body.writerIndex(), (byte) 0);
    int bytes = end < 0 ? body.readableBytes() : end - body.readerIndex();
    return body.toString(body.readerIndex(), bytes, StandardCharsets.UTF_8);
  }

  /// A copy of the child.
  Octets octets() {
    return Octets.copyOf(body);
  }

  private MalformedMediaException malformed(String found) {
    return new MalformedMediaException("Matroska " + parent + ": " + found);
  }
}
