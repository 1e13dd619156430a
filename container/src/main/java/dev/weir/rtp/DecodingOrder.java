package dev.weir.rtp;

/// Makes decoding times for frames of which only presentation times are known, in the order of
/// decoding.
///
/// If at most n frames come before one that is shown before them, the (n+1)-th largest presentation
/// time so far is never after that of the frame at hand, and it grows with every frame: it is the
/// decoding time. n is learned from what comes: frames that show it first have a decoding time a
/// little too late. Not thread-safe.
final class DecodingOrder {
  private static final int MAX_DELAY = 16;

  private final long[] largest = new long[MAX_DELAY + 1]; // presentation times, falling
  private int count;
  private int delay;
  private long last = Long.MIN_VALUE;

  /// The decoding time of the frame that comes next.
  long dtsOf(long ptsMicros) {
    int rank = 0;
    while (rank < count && largest[rank] > ptsMicros) {
      rank++;
    }
    if (rank > MAX_DELAY) {
      count = 0; // The sender went back: another order begins.
      rank = 0;
      last = Long.MIN_VALUE;
    }
    insert(rank, ptsMicros);
    delay = Math.min(count - 1, Math.max(delay, rank));
    last = Math.max(largest[delay], last == Long.MIN_VALUE ? last : last + 1);
    return last;
  }

  private void insert(int rank, long ptsMicros) {
    count = Math.min(count + 1, largest.length);
    System.arraycopy(largest, rank, largest, rank + 1, count - rank - 1);
    largest[rank] = ptsMicros;
  }
}
