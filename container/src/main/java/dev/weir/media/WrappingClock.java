package dev.weir.media;

/// Unwraps a counter of fewer than 64 bits: 33-bit PTS, 32-bit RTP and RTMP timestamps.
///
/// Each value is taken to be the one nearest to the value before it, so jumps of less than half the
/// range in either direction are followed. Not thread-safe.
public final class WrappingClock {
  private final long range;

  private long last; // unwrapped; changes with every value
  private boolean started;

  /// A clock of `bits` bits, 2 to 62.
  public WrappingClock(int bits) {
    if (bits < 2 || bits > 62) {
      throw new IllegalArgumentException("bits " + bits + " is not in 2..62");
    }
    this.range = 1L << bits;
  }

  /// The unwrapped value of `wrapped`; the first one is taken as it is.
  public long unwrap(long wrapped) {
    long value = wrapped & (range - 1);
    if (!started) {
      started = true;
      last = value;
      return value;
    }
    long delta = (value - last) & (range - 1);
    if (delta >= range / 2) {
      delta -= range;
    }
    last += delta;
    return last;
  }
}
