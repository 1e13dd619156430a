package dev.weir.feed;

import java.util.concurrent.TimeUnit;

/// Decides how long an event loop lets pieces gather before it writes them out again.
///
/// A write costs several microseconds whatever its size, so a loop with many viewers is better off
/// with fewer and bigger writes, while a loop that has little to do has no reason to wait. The loop
/// measures what share of its time goes into writing to viewers, and waits longer as that grows:
///
/// ```
///   wait   50 ms ┤        ┌──────
///                │      ╱
///           0 ms ┼────╱
///                └────┴────┴─────  share of time spent writing
///                    5 %  20 %
/// ```
///
/// The longest wait lets two of three pictures a thirtieth of a second apart go out at once.
///
/// [#record] belongs to the event loop; [#intervalNanos] is for any thread.
final class LoopPacer {
  private static final double IDLE_SHARE = 0.05;
  private static final double BUSY_SHARE = 0.20;
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// How much of a new window's share enters the mean.
  private static final double SMOOTHING = 0.3;

  private volatile long intervalNanos; // replaced after each window
  private long windowStart;
  private long busyNanos; // in this window
  private double share; // smoothed

  /// The mean time that should pass between two writes to the same viewers.
  long intervalNanos() {
    return intervalNanos;
  }

  /// Notes that the loop wrote to viewers from `startNanos` to `endNanos`.
  void record(long startNanos, long endNanos) {
    busyNanos += endNanos - startNanos;
    long passed = endNanos - windowStart;
    if (passed >= WINDOW_NANOS) {
      share += SMOOTHING * ((double) busyNanos / passed - share);
      double fill = Math.clamp((share - IDLE_SHARE) / (BUSY_SHARE - IDLE_SHARE), 0, 1);
      intervalNanos = (long) (fill * LONGEST_NANOS);
      windowStart = endNanos;
      busyNanos = 0;
    }
  }
}
