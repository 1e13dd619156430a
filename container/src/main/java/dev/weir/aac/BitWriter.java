package dev.weir.aac;

import dev.weir.media.Octets;
import java.util.Arrays;

/// Collects bit fields, most significant bit first. Not thread-safe.
final class BitWriter {
  private byte[] bytes = new byte[16];
  private int lengthBits;

  /// Appends the low `count` bits of `field`.
  void bits(int field, int count) {
    if (lengthBits + count > bytes.length * Byte.SIZE) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    for (int bit = count - 1; bit >= 0; bit--, lengthBits++) {
      bytes[lengthBits / Byte.SIZE] |=
          (byte) (((field >> bit) & 1) << (Byte.SIZE - 1 - lengthBits % Byte.SIZE));
    }
  }

  /// Appends zero bits up to the next whole byte.
  void align() {
    lengthBits = (lengthBits + Byte.SIZE - 1) / Byte.SIZE * Byte.SIZE;
  }

  /// All of it, with zero bits up to a whole byte.
  Octets toOctets() {
    return Octets.of(Arrays.copyOf(bytes, (lengthBits + Byte.SIZE - 1) / Byte.SIZE));
  }
}
