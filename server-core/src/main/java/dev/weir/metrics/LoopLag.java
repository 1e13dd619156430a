package dev.weir.metrics;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Measures how late event loops are: each is given a small task at fixed times.
public final class LoopLag implements AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// Maxima are of this time and up to as much before it.
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final List<Probe> probes = new ArrayList<>();

  /// Measures until [#close].
  ///
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public LoopLag(EventExecutorGroup loops, LongSupplier nanoClock) {
    for (EventExecutor loop : loops) {
      probes.add(new Probe(loop, nanoClock));
    }
  }

  /// The longest delay of each loop lately, in nanoseconds.
  List<Long> longest() {
    return probes.stream().map(probe -> Math.max(probe.longest, probe.longestBefore)).toList();
  }

  @Override
  public void close() {
    probes.forEach(probe -> probe.task.cancel(false));
  }

  private static final class Probe {
    private final LongSupplier nanoClock;
    private final ScheduledFuture<?> task;

    // Written by the loop, read by others.
    private volatile long longest;
    private volatile long longestBefore; // in the window before
    private long expectedNanos; // the loop's own
    private long windowNanos;

    Probe(EventExecutor loop, LongSupplier nanoClock) {
      this.nanoClock = nanoClock;
      this.windowNanos = nanoClock.getAsLong();
      this.expectedNanos = windowNanos + PERIOD_NANOS;
      this.task =
          loop.scheduleWithFixedDelay(
              this::measure, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    }

    private void measure() {
      long now = nanoClock.getAsLong();
      if (now - windowNanos > WINDOW_NANOS) {
        longestBefore = longest;
        longest = 0;
        windowNanos = now;
      }
      longest = Math.max(longest, now - expectedNanos);
      expectedNanos = now + PERIOD_NANOS;
    }
  }
}
