package dev.weir.http.segmented;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How far the dates of a stream's media are ahead of the wall clock, which anybody may set at any
/// time: dates go on from those that were given, so where the clock was set back they are ahead of
/// it, and where it was set forward behind.
///
/// Whole seconds, and constant until the clock is set again: that it goes a little faster or slower
/// for a while is nothing that players have to be told of. Any thread.
final class MediaClock {
  private static final Duration SET = Duration.ofSeconds(1);

  private final Duration atStart;
  private final LongSupplier nanoClock;

  // Guarded by this.
  private @Nullable Instant wallStart; // at the first look
  private long startNanos; // likewise
  private Duration ahead;

  /// @param atStart how far they were when the stream began
  MediaClock(Duration atStart, LongSupplier nanoClock) {
    this.atStart = atStart;
    this.nanoClock = nanoClock;
    this.ahead = rounded(atStart);
  }

  /// How far ahead they are, in whole seconds; negative if they are behind.
  ///
  /// @param wall what the wall clock shows
  synchronized Duration ahead(Instant wall) {
    long now = nanoClock.getAsLong();
    if (wallStart == null) {
      wallStart = wall;
      startNanos = now;
    }
    Instant unset = wallStart.plusNanos(now - startNanos);
    Duration exact = atStart.plus(Duration.between(wall, unset));
    if (exact.minus(ahead).abs().compareTo(SET) >= 0) {
      ahead = rounded(exact);
    }
    return ahead;
  }

  private static Duration rounded(Duration exact) {
    return Duration.ofSeconds(Math.round((double) exact.toMillis() / TimeUnit.SECONDS.toMillis(1)));
  }
}
