package dev.weir.target;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: each time twice as long, up to a limit, and a little more
/// at random so that many targets of one server do not come back together.
///
/// Not thread-safe.
final class Backoff {
  private static final long MOST_MILLIS = 60_000;

  /// Who delivered for so long has recovered.
  private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final RandomGenerator random;

  private int failures; // in a row

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// The time to wait after a try.
  ///
  /// @param firstMillis after the first failure
  /// @param deliveredNanos for how long the try went well
  long afterMillis(long firstMillis, long deliveredNanos) {
    failures = deliveredNanos >= GOOD_NANOS ? 0 : failures;
    long doubled = firstMillis << Math.min(failures, 10);
    failures++;
    long wait = Math.min(doubled, Math.max(MOST_MILLIS, firstMillis));
    return wait + random.nextLong(wait / 10 + 1);
  }
}
