package dev.weir.http.segmented.dash;

import java.util.Optional;

/// Writes frame rates as whole numbers or fractions (ISO/IEC 23009-1 5.3.7.2).
final class FrameRate {
  private static final double CLOSE = 0.02;
  private static final int NTSC = 1001;

  private FrameRate() {}

  static Optional<String> text(double perSecond) {
    if (perSecond <= 0) {
      return Optional.empty();
    }
    long whole = Math.round(perSecond);
    if (whole > 0 && Math.abs(perSecond - whole) < CLOSE) {
      return Optional.of(Long.toString(whole));
    }
    long up = (long) Math.ceil(perSecond);
    if (Math.abs(perSecond - up * 1000.0 / NTSC) < CLOSE) {
      return Optional.of(up * 1000 + "/" + NTSC);
    }
    return Optional.of(Math.round(perSecond * 1000) + "/1000");
  }
}
