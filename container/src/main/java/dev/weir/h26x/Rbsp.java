package dev.weir.h26x;

import dev.weir.media.Octets;
import java.util.Arrays;

/// Takes the emulation prevention out of a NAL unit (H.264 7.4.1, H.265 7.4.2).
final class Rbsp {
  private Rbsp() {}

  /// The raw byte sequence payload of `nal` after its header of `headerBytes` bytes: each 03 that
  /// follows two zero bytes is gone.
  static byte[] of(Octets nal, int headerBytes) {
    byte[] from = nal.toByteArray();
    byte[] to = new byte[Math.max(0, from.length - headerBytes)];
    int length = 0;
    int zeros = 0;
    for (int i = headerBytes; i < from.length; i++) {
      if (zeros >= 2 && from[i] == 3) {
        zeros = 0;
        continue;
      }
      zeros = from[i] == 0 ? zeros + 1 : 0;
      to[length++] = from[i];
    }
    return Arrays.copyOf(to, length);
  }
}
