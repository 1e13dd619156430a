package dev.weir.mp4;

import java.nio.charset.StandardCharsets;

/// Box and codec names of four characters, as big-endian numbers.
final class FourCc {
  private FourCc() {}

  static int of(String text) {
    return (text.charAt(0) << 24) | (text.charAt(1) << 16) | (text.charAt(2) << 8) | text.charAt(3);
  }

  /// The four characters, whatever they are: QuickTime has names such as `ms\0U` and `©nam`.
  static String text(int type) {
    byte[] bytes = {(byte) (type >> 24), (byte) (type >> 16), (byte) (type >> 8), (byte) type};
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
