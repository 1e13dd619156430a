package dev.weir.flv;

/// Codec names of four characters, as big-endian numbers.
final class FourCc {
  private FourCc() {}

  static int of(String text) {
    return (text.charAt(0) << 24) | (text.charAt(1) << 16) | (text.charAt(2) << 8) | text.charAt(3);
  }
}
