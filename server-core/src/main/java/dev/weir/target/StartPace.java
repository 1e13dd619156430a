package dev.weir.target;

import java.util.concurrent.TimeUnit;

/// Spreads starts over time. Any thread.
final class StartPace {
  private long nextNanos = Long.MIN_VALUE; // when the next one may start; guarded by this

  /// Takes a turn.
  ///
  /// @param perSecond how many may start in a second; 0 for any number
  /// @return nanoseconds to wait for it
  synchronized long turn(long perSecond, long nowNanos) {
    if (perSecond == 0) {
      return 0;
    }
    long at = nextNanos == Long.MIN_VALUE ? nowNanos : Math.max(nowNanos, nextNanos);
    nextNanos = at + TimeUnit.SECONDS.toNanos(1) / perSecond;
    return at - nowNanos;
  }
}
