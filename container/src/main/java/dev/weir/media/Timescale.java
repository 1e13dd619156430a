package dev.weir.media;

import java.util.concurrent.TimeUnit;

/// A clock of `ticksPerSecond`, and the only place that multiplies times.
///
/// @param ticksPerSecond at least 1
public record Timescale(long ticksPerSecond) {
  /// What times are in inside Weir.
  public static final Timescale MICROS = new Timescale(1_000_000);

  /// RTMP, FLV, Matroska by default.
  public static final Timescale MILLIS = new Timescale(1_000);

  /// MPEG-TS, RTP video.
  public static final Timescale MPEG = new Timescale(90_000);

  // Up to these, products fit into a long: twelve days in microseconds, a clock of 1 MHz.
  private static final long MAX_PLAIN_VALUE = 1L << 40;
  private static final long MAX_PLAIN_RATE = 1L << 20;

  /// Checks the rate.
  public Timescale {
    if (ticksPerSecond < 1) {
      throw new MalformedMediaException("timescale " + ticksPerSecond + " is under 1");
    }
  }

  /// Converts `ticks` of this clock to microseconds, rounding to nearest.
  public long toMicros(long ticks) {
    return rescale(ticks, ticksPerSecond, TimeUnit.SECONDS.toMicros(1));
  }

  /// Converts microseconds to ticks of this clock, rounding to nearest.
  public long fromMicros(long micros) {
    return rescale(micros, TimeUnit.SECONDS.toMicros(1), ticksPerSecond);
  }

  /// `value × to ÷ from`, rounded to nearest (halves away from zero), without overflow between.
  ///
  /// @throws ArithmeticException if the result does not fit
  public static long rescale(long value, long from, long to) {
    if (from == to) {
      return value;
    }
    if (value >= 0 && value <= MAX_PLAIN_VALUE && from <= MAX_PLAIN_RATE && to <= MAX_PLAIN_RATE) {
      return (value * to + from / 2) / from;
    }
    // value = whole × from + rest, so that only the small rest is multiplied before the division.
    long whole = value / from;
    long rest = value % from;
    long scaledRest = Math.multiplyExact(rest, to);
    long half = from / 2;
    long rounded = (scaledRest + (scaledRest >= 0 ? half : -half)) / from;
    return Math.addExact(Math.multiplyExact(whole, to), rounded);
  }
}
