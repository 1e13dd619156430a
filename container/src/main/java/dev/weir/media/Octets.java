package dev.weir.media;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable run of bytes with value equality: codec configurations, parameter sets, headers.
///
/// Not for payloads: it lives on the heap and is copied in and out.
public final class Octets {
  /// No bytes at all.
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies `bytes`.
  public static Octets of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
  }

  /// Copies `length` bytes of `buffer` from the absolute `index`; moves no index of the buffer.
  public static Octets copyOf(ByteBuf buffer, int index, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] copy = new byte[length];
    buffer.getBytes(index, copy);
    return new Octets(copy);
  }

  /// Copies what is readable in `buffer`; moves no index of the buffer.
  public static Octets copyOf(ByteBuf buffer) {
    return copyOf(buffer, buffer.readerIndex(), buffer.readableBytes());
  }

  /// Parses hexadecimal digits; spaces are allowed between bytes.
  public static Octets ofHex(String hex) {
    return new Octets(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /// The number of bytes.
  public int length() {
    return bytes.length;
  }

  /// Whether there are no bytes.
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /// The byte at `index`, 0 to 255.
  public int at(int index) {
    return bytes[index] & 0xFF;
  }

  /// Appends the bytes to `out`.
  public void writeTo(ByteBuf out) {
    out.writeBytes(bytes);
  }

  /// The bytes from `from` (inclusive) to `to` (exclusive).
  public Octets slice(int from, int to) {
    return from == 0 && to == bytes.length ? this : new Octets(Arrays.copyOfRange(bytes, from, to));
  }

  /// A fresh copy of the bytes.
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /// Lower-case hexadecimal digits.
  public String toHex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length <= 32
        ? toHex()
        : toHex().substring(0, 64) + "… (" + bytes.length + " bytes)";
  }
}
