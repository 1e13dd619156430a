package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;

/// The cropping rectangle of a sequence parameter set, in the units of its chroma format.
record Crop(long left, long right, long top, long bottom) {
  static final Crop NONE = new Crop(0, 0, 0, 0);

  /// Four ue(v) in the order both standards have.
  static Crop read(BitReader in) {
    return new Crop(unsigned(in), unsigned(in), unsigned(in), unsigned(in));
  }

  private static long unsigned(BitReader in) {
    return Integer.toUnsignedLong(in.unsignedExpGolomb());
  }

  int width(int coded, int unit) {
    return cropped(coded, left + right, unit, "width");
  }

  int height(int coded, int unit) {
    return cropped(coded, top + bottom, unit, "height");
  }

  private static int cropped(int coded, long offsets, int unit, String what) {
    if (offsets * unit >= coded) {
      throw new MalformedMediaException(
          "SPS: cropping takes " + offsets * unit + " of a " + what + " of " + coded);
    }
    return (int) (coded - offsets * unit);
  }
}
