package dev.weir.feed;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Decides when a feed reads on.
///
/// A feed that lets pieces gather between its turns writes less often. Pictures set the beat: a
/// picture is waited for no longer than the interval; sound waits for the next picture, which a
/// player needs anyway before it can go on, unless that takes too long.
///
/// ```
///   picture   ▮         ▮         ▮
///   sound      ▪  ▪  ▪  │  ▪  ▪   │
///   turn      ▲         ▲         ▲
/// ```
///
/// At most one wake and one timer are under way at any time, so an interval of zero means a turn
/// for everything that is published, and a longer one never more turns than it says.
///
/// Confined to the owner's event loop, except [#published].
final class FeedTurns {
  private static final long LONGEST_LULL_NANOS = TimeUnit.MILLISECONDS.toNanos(60);
  private static final int LULL_INTERVALS = 6; // how long sound waits for a picture

  private static final int NOTHING = 0;
  private static final int SOMETHING = 1;
  private static final int URGENT = 2;

  private final EventExecutor owner;
  private final long windowNanos;
  private final LongSupplier intervalNanos;
  private final LongSupplier nanoClock;
  private final Runnable turn;
  private final AtomicInteger waiting = new AtomicInteger(); // what was published since a turn

  private long lastNanos; // of the last turn
  private long dueNanos; // of the timer
  private @Nullable ScheduledFuture<?> timer; // null when none runs

  /// Makes no turn yet.
  ///
  /// @param windowNanos the least time between two turns, as configured
  /// @param intervalNanos the least time between two turns as the load of the loops asks for
  /// @param turn reads everything that was published
  FeedTurns(
      EventExecutor owner,
      long windowNanos,
      LongSupplier intervalNanos,
      LongSupplier nanoClock,
      Runnable turn) {
    this.owner = owner;
    this.windowNanos = windowNanos;
    this.intervalNanos = intervalNanos;
    this.nanoClock = nanoClock;
    this.turn = turn;
    this.lastNanos = nanoClock.getAsLong() - windowNanos - LONGEST_LULL_NANOS;
  }

  /// Notes that there is more to read; `urgent` for a picture, or if there are none. Any thread.
  void published(boolean urgent) {
    int mark = urgent ? URGENT : SOMETHING;
    if (waiting.get() < mark && waiting.getAndAccumulate(mark, Math::max) < mark) {
      owner.execute(this::wake);
    }
  }

  /// Makes a turn now.
  void take() {
    // Before reading: what is published from here on wakes again.
    waiting.set(NOTHING);
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    lastNanos = nanoClock.getAsLong();
    turn.run();
  }

  private void wake() {
    int what = waiting.get();
    if (what == NOTHING) {
      return; // A turn was made before this wake came.
    }
    long due = lastNanos + Math.max(windowNanos, paceNanos(what == URGENT));
    long wait = due - nanoClock.getAsLong();
    if (wait <= 0) {
      take();
    } else if (timer == null || due - dueNanos < 0) {
      if (timer != null) {
        timer.cancel(false);
      }
      dueNanos = due;
      timer = owner.schedule(this::timeOut, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void timeOut() {
    timer = null;
    take();
  }

  private long paceNanos(boolean urgent) {
    long interval = intervalNanos.getAsLong();
    return urgent ? interval : Math.min(LULL_INTERVALS * interval, LONGEST_LULL_NANOS);
  }
}
