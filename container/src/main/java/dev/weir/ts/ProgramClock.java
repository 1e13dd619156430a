package dev.weir.ts;

import dev.weir.media.Timescale;
import dev.weir.media.WrappingClock;

/// Times of one program on the timeline: the other direction of [TsClock].
///
/// One clock unwraps the times of all streams, so that they stay together where one wraps before
/// the others. The program clock reference is not asked: it says when to decode, which is nothing
/// to a reader that runs as fast as bytes come, and in the field it is wrong more often than the
/// times of the samples. Not thread-safe.
final class ProgramClock {
  private static final int BITS = 33;

  private final WrappingClock clock = new WrappingClock(BITS);

  private long latest = TsClock.ORIGIN;

  /// The ticks of a PTS or DTS, unwrapped.
  long unwrap(long wrapped) {
    return clock.unwrap(wrapped);
  }

  /// Remembers how far the program has come.
  void reached(long dts) {
    latest = dts;
  }

  /// The decoding time of the last PES packet that began in any stream, for data without times.
  long latest() {
    return latest;
  }

  /// Where `ticks` are on the timeline.
  static long micros(long ticks) {
    return Timescale.MPEG.toMicros(ticks - TsClock.ORIGIN);
  }

  /// Where the time `samples` of sound after `ticks` is on the timeline; rounded but once.
  static long micros(long ticks, long samples, int sampleRate) {
    if (samples == 0) {
      return micros(ticks);
    }
    long ticksPerSecond = Timescale.MPEG.ticksPerSecond();
    return Timescale.rescale(
        (ticks - TsClock.ORIGIN) * sampleRate + samples * ticksPerSecond,
        ticksPerSecond * sampleRate,
        Timescale.MICROS.ticksPerSecond());
  }
}
