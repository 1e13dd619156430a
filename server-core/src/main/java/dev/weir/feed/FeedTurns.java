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
/// turn is taken in the moment in which a picture comes, if the mean time between turns then stays
/// at the interval; otherwise the picture waits for the next one. So of three pictures that come 33
/// ms apart two go out at once when the interval is 50 ms, and none waits for a timer in vain.
/// Sound waits for the next picture, which a player needs anyway before it can go on. Neither waits
/// for ever.
///
/// ```
///   picture   ▮         ▮         ▮         ▮
///   sound      ▪  ▪  ▪  │  ▪  ▪  ▪  ▪   ▪   │
///   turn      ▲         ▲                   ▲
/// ```
///
/// At most one wake and one timer are under way at any time, so an interval of zero means a turn
/// for everything that is published, and a longer one never more turns than it says.
///
/// Confined to the owner's event loop, except [#published].
final class FeedTurns {
  private static final long LONGEST_LULL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int SOUND_INTERVALS = 6; // how long sound waits for a picture
  private static final int PICTURE_INTERVALS = 2; // how long a picture waits for the next

  // What waits, in the order of its urgency.
  private static final int NOTHING = 0;
  private static final int SOUND = 1;
  private static final int HELD_PICTURE = 2; // one that was looked at and has to wait
  private static final int PICTURE = 3;

  private final EventExecutor owner;
  private final long windowNanos;
  private final LongSupplier intervalNanos;
  private final LongSupplier nanoClock;
  private final Runnable turn;
  private final AtomicInteger waiting = new AtomicInteger(); // what was published since a turn

  private long lastNanos; // of the last turn
  private long nextNanos; // from when on a picture may have a turn
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
    this.nextNanos = lastNanos;
  }

  /// Notes that there is more to read; `urgent` for a picture, or if there are none. Any thread.
  void published(boolean urgent) {
    int mark = urgent ? PICTURE : SOUND;
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
    long now = nanoClock.getAsLong();
    long interval = intervalNanos.getAsLong();
    // Turns that were not taken are made up for, but no more than part of one of them.
    long since = Math.clamp(now - nextNanos, 0, interval * 2 / 3);
    nextNanos = now - since + interval;
    lastNanos = now;
    turn.run();
  }

  private void wake() {
    waiting.compareAndSet(PICTURE, HELD_PICTURE); // before looking: the next picture wakes again
    int what = waiting.get();
    if (what == NOTHING) {
      return; // A turn was made before this wake came.
    }
    long now = nanoClock.getAsLong();
    boolean atOnce = what != SOUND && now - nextNanos >= 0;
    long due = lastNanos + Math.max(windowNanos, atOnce ? 0 : patienceNanos(what));
    if (due - now <= 0) {
      take();
    } else if (timer == null || due - dueNanos < 0) {
      if (timer != null) {
        timer.cancel(false);
      }
      dueNanos = due;
      timer = owner.schedule(this::timeOut, due - now, TimeUnit.NANOSECONDS);
    }
  }

  private void timeOut() {
    timer = null;
    take();
  }

  /// How long after a turn what waits has to wait for a picture that has one.
  private long patienceNanos(int what) {
    int intervals = what == SOUND ? SOUND_INTERVALS : PICTURE_INTERVALS;
    return Math.min(intervals * intervalNanos.getAsLong(), LONGEST_LULL_NANOS);
  }
}
