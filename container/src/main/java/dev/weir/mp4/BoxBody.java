package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads what is in one box, field by field, and never past its end.
///
/// It shares the bytes it was made of. Not thread-safe.
final class BoxBody {
  private final String name;
  private final ByteBuf in;

  /// Takes what is readable in `in`, with indexes of its own.
  ///
  /// @param name of the box, for messages
  BoxBody(String name, ByteBuf in) {
    this.name = name;
    this.in = in.slice();
  }

  String name() {
    return name;
  }

  /// Bytes that are not read yet.
  int remaining() {
    return in.readableBytes();
  }

  int unsignedByte() {
    return require(Byte.BYTES).readUnsignedByte();
  }

  int unsignedShort() {
    return require(Short.BYTES).readUnsignedShort();
  }

  int signedInt() {
    return require(Integer.BYTES).readInt();
  }

  long unsignedInt() {
    return require(Integer.BYTES).readUnsignedInt();
  }

  long signedLong() {
    return require(Long.BYTES).readLong();
  }

  /// A field that has 64 bits in version 1 of the box and 32 in version 0.
  long unsignedInt(int version) {
    return version == 1 ? signedLong() : unsignedInt();
  }

  /// A copy of the next bytes.
  byte[] bytes(int count) {
    byte[] copy = new byte[count];
    require(count).readBytes(copy);
    return copy;
  }

  /// UTF-8 up to a zero, which is passed over.
  String text() {
    int length = in.bytesBefore((byte) 0);
    if (length < 0) {
      throw new MalformedMediaException(
          "Box '%s' at byte %d of its contents: text without an end"
              .formatted(name, in.readerIndex()));
    }
    String text = in.readString(length, StandardCharsets.UTF_8);
    in.skipBytes(1);
    return text;
  }

  /// The version of a FullBox, of which the flags are passed over.
  int version() {
    return signedInt() >>> 24;
  }

  BoxBody skip(int bytes) {
    require(bytes).skipBytes(bytes);
    return this;
  }

  /// All that is not read yet, sharing the bytes.
  ByteBuf rest() {
    return in.readSlice(in.readableBytes());
  }

  /// The box that comes next; what follows it is still to be read. Null at the end.
  @Nullable BoxBody box() {
    return new BoxReader(name, in).next();
  }

  /// Walks the boxes that follow.
  BoxReader boxes() {
    return new BoxReader(name, rest());
  }

  /// A table after its number of entries in 32 bits.
  Table table(int entryBytes) {
    return table(unsignedInt(), entryBytes);
  }

  /// A table of `count` entries.
  ///
  /// @throws MalformedMediaException if there are not so many bytes
  Table table(long count, int entryBytes) {
    if (count * entryBytes > in.readableBytes()) {
      throw new MalformedMediaException(
          "Box '%s': %d entries of %d bytes, but %d bytes are left"
              .formatted(name, count, entryBytes, in.readableBytes()));
    }
    return new Table(in.readSlice((int) count * entryBytes), (int) count, entryBytes);
  }

  private ByteBuf require(int bytes) {
    if (bytes > in.readableBytes()) {
      throw new MalformedMediaException(
          "Box '%s' at byte %d of its contents: wants %d bytes, has %d"
              .formatted(name, in.readerIndex(), bytes, in.readableBytes()));
    }
    return in;
  }
}
