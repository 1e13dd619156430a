package dev.weir.testkit;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How long something may live that nobody uses. Any thread may call.
final class Lifetime {
  private final Duration length;
  private final LongSupplier nanoClock;

  private volatile long endNanos; // moves on whenever it begins again

  /// Begins now.
  Lifetime(Duration length, LongSupplier nanoClock) {
    this.length = length;
    this.nanoClock = nanoClock;
    begin();
  }

  void begin() {
    endNanos = nanoClock.getAsLong() + length.toNanos();
  }

  Duration length() {
    return length;
  }

  /// Not above 0 when it is over.
  long leftNanos() {
    return endNanos - nanoClock.getAsLong();
  }
}
