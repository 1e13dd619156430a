package dev.weir.ogg;

import dev.weir.media.Timescale;

/// What one unit of a granule position lasts: a sound sample, or a picture.
///
/// @param numerator units in `denominator` seconds
/// @param denominator see `numerator`
record UnitClock(long numerator, long denominator) {
  private static final long MAX_SECONDS = 1L << 33;
  private static final int MICROS_PER_SECOND = 1_000_000;

  // With terms under this, no product below overflows.
  private static final long MAX_TERM = 1L << 21;

  /// The clock of a fraction of any two numbers over 0; the nearest one if they are huge.
  static UnitClock of(long numerator, long denominator) {
    long a = numerator;
    long b = denominator;
    while (a > MAX_TERM || b > MAX_TERM) {
      a = Math.max(1, a >> 1);
      b = Math.max(1, b >> 1);
    }
    return new UnitClock(a, b);
  }

  static UnitClock ofRate(int unitsPerSecond) {
    return new UnitClock(unitsPerSecond, 1);
  }

  /// Whether a number of units is a time that anybody could mean, 272 years at most.
  boolean covers(long units) {
    return Math.abs(units) <= MAX_SECONDS * numerator / denominator;
  }

  long micros(long units) {
    return Timescale.rescale(units * denominator, numerator, MICROS_PER_SECOND);
  }

  long units(long micros) {
    return Timescale.rescale(micros, MICROS_PER_SECOND * denominator, numerator);
  }
}
