package dev.weir.source;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: twice as long after each failure, up to a limit, and
/// never exactly, so that those who lost the same server do not come back together. Belongs to one
/// thread.
final class Backoff {
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final double JITTER = 0.25;

  private final Supplier<? extends RandomGenerator> random;
  private long nextNanos = FIRST_NANOS; // before jitter

  Backoff(Supplier<? extends RandomGenerator> random) {
    this.random = random;
  }

  /// The wait after one failure more.
  long nextNanos() {
    long base = nextNanos;
    nextNanos = Math.min(LONGEST_NANOS, nextNanos * 2);
    return Math.round(base * random.get().nextDouble(1 - JITTER, 1 + JITTER));
  }

  /// Says that all was well for a while.
  void reset() {
    nextNanos = FIRST_NANOS;
  }
}
