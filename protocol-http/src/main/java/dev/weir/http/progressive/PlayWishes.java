package dev.weir.http.progressive;

import dev.weir.http.Query;
import dev.weir.http.Request;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Which part of a stream is asked for, and how fast: the variables `start`, `stop` (milliseconds
/// of media time), `duration` (seconds, instead of `stop`), `startunix`, `stopunix` (seconds),
/// `rate` and `buffer` (seconds). What is no number is taken as not given.
///
/// @param startMicros from where on; empty for where the stream starts, or is now
/// @param stopMicros up to where; empty for the end
/// @param rate how many times as fast as real time, 0 for as fast as it goes
/// @param leadMicros how much the viewer gets in advance
record PlayWishes(
    OptionalLong startMicros,
    OptionalLong stopMicros,
    OptionalDouble rate,
    OptionalLong leadMicros) {
  /// A Unix time of up to ten hours means: from now, or with a minus, before now.
  private static final double RELATIVE_SECONDS = 36_000;

  private static final double FASTEST = 1000;
  private static final double LONGEST_SECONDS = 1e9;

  /// What time it is.
  ///
  /// @param zeroUnixMillis the wall-clock time of media time 0
  /// @param nowUnixMillis the wall-clock time now
  /// @param startMicros where a viewer starts who does not say
  record Clock(long zeroUnixMillis, long nowUnixMillis, long startMicros) {
    /// Of a file: it is always its start.
    static final Clock OF_A_FILE = new Clock(0, 0, 0);

    private long mediaMicros(double unixSeconds) {
      double millis =
          unixSeconds <= RELATIVE_SECONDS ? nowUnixMillis + unixSeconds * 1000 : unixSeconds * 1000;
      return TimeUnit.MILLISECONDS.toMicros(Math.round(millis) - zeroUnixMillis);
    }
  }

  static PlayWishes of(Request request, Clock clock) {
    Query query = request.query();
    OptionalLong start = time(query, "start", "startunix", clock);
    OptionalDouble duration = number(query, "duration", 0, LONGEST_SECONDS);
    OptionalLong stop =
        duration.isPresent()
            ? OptionalLong.of(start.orElse(clock.startMicros) + micros(duration.getAsDouble()))
            : time(query, "stop", "stopunix", clock);
    OptionalDouble rate = number(query, "rate", 0, FASTEST);
    if (rate.isEmpty()) {
      rate = request.header("X-Mist-Rate").map(text -> number(text, 0, FASTEST)).orElse(rate);
    }
    OptionalDouble buffer = number(query, "buffer", 0, LONGEST_SECONDS);
    return new PlayWishes(
        start,
        stop,
        rate,
        buffer.isPresent() ? OptionalLong.of(micros(buffer.getAsDouble())) : OptionalLong.empty());
  }

  private static OptionalLong time(Query query, String name, String unixName, Clock clock) {
    OptionalDouble unix = number(query, unixName, -LONGEST_SECONDS, 10 * LONGEST_SECONDS);
    if (unix.isPresent()) {
      return OptionalLong.of(clock.mediaMicros(unix.getAsDouble()));
    }
    OptionalDouble millis = number(query, name, 0, 1000 * LONGEST_SECONDS);
    return millis.isPresent()
        ? OptionalLong.of(Math.round(millis.getAsDouble() * 1000))
        : OptionalLong.empty();
  }

  private static long micros(double seconds) {
    return Math.round(seconds * TimeUnit.SECONDS.toMicros(1));
  }

  private static OptionalDouble number(Query query, String name, double least, double most) {
    return query.value(name).map(text -> number(text, least, most)).orElse(OptionalDouble.empty());
  }

  private static OptionalDouble number(String text, double least, double most) {
    try {
      double number = Double.parseDouble(text);
      return number >= least && number <= most ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException _) {
      return OptionalDouble.empty();
    }
  }

  /// Whether the viewer wants to get it at a speed, and not as a file.
  boolean isPaced() {
    return (rate.isPresent() && rate.getAsDouble() > 0) || leadMicros.isPresent();
  }

  /// Whether the whole stream is wanted.
  boolean isWhole() {
    return startMicros.isEmpty() && stopMicros.isEmpty();
  }
}
