package dev.weir.playlist;

/// A part of a resource (RFC 8216bis 4.4.4.2).
///
/// @param offset of its first byte
/// @param length in bytes, not negative
public record ByteRange(long offset, long length) {
  /// The first byte behind it.
  public long end() {
    return offset + length;
  }
}
