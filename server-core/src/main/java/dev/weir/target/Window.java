package dev.weir.target;

import java.time.Instant;
import java.util.OptionalDouble;

/// The part of a stream that is delivered, in microseconds of its timeline.
///
/// @param startMicros `Long.MIN_VALUE` for the newest keyframe
/// @param stopMicros `Long.MAX_VALUE` for the end of the stream
/// @param durationMicros counted from the first sample; `Long.MAX_VALUE` for any
record Window(long startMicros, long stopMicros, long durationMicros) {
  static final long NEWEST = Long.MIN_VALUE;
  static final long NEVER = Long.MAX_VALUE;

  // Unix seconds up to this one count from now.
  private static final double LARGEST_RELATIVE_SECONDS = 36_000;

  /// As `options` say.
  ///
  /// @param zeroUnixMillis the wall-clock time of media time 0; 0 if it has none, as in a file, and
  ///   then times of the clock mean nothing
  static Window of(TargetOptions options, long zeroUnixMillis, Instant now) {
    long start =
        options.startMillis().isPresent()
            ? options.startMillis().getAsLong() * 1000
            : micros(options.startUnix(), zeroUnixMillis, now, NEWEST);
    long stop =
        options.stopMillis().isPresent()
            ? options.stopMillis().getAsLong() * 1000
            : micros(options.stopUnix(), zeroUnixMillis, now, NEVER);
    OptionalDouble duration = options.durationSeconds();
    return new Window(
        start, stop, duration.isPresent() ? (long) (duration.getAsDouble() * 1e6) : NEVER);
  }

  private static long micros(
      OptionalDouble unix, long zeroUnixMillis, Instant now, long otherwise) {
    if (unix.isEmpty() || zeroUnixMillis == 0) {
      return otherwise;
    }
    double seconds = unix.getAsDouble();
    long originUnixMillis = seconds <= LARGEST_RELATIVE_SECONDS ? now.toEpochMilli() : 0;
    return (long) (((originUnixMillis - zeroUnixMillis) / 1e3 + seconds) * 1e6);
  }
}
