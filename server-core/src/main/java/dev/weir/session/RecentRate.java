package dev.weir.session;

/// How fast a counter grew over the last [#SECONDS] seconds. [#tick] belongs to one thread.
final class RecentRate {
  static final int SECONDS = 5;

  private final long[] counts = new long[SECONDS + 1]; // a ring, of ticks
  private int ticks;
  private volatile long perSecond; // replaced by tick

  /// Notes what the counter says now, a second after the call before.
  void tick(long count) {
    counts[ticks % counts.length] = count;
    int seconds = Math.min(SECONDS, ticks);
    long before = seconds == 0 ? 0 : counts[(ticks - seconds) % counts.length];
    perSecond = (count - before) / Math.max(1, seconds);
    ticks++;
  }

  long perSecond() {
    return perSecond;
  }
}
