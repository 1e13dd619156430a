package dev.weir.ts;

import dev.weir.media.Timescale;

/// The 90 kHz clock of a transport stream, and how far its parts lie from the stream's timeline.
///
/// Fixed for all streams and all time, so that segments made apart, or made again, agree.
public final class TsClock {
  /// What time 0 of the timeline becomes: room for the clock reference to run ahead, and for a
  /// first presentation time before 0.
  public static final long ORIGIN = 90_000;

  /// How long before its decoding time a sample may arrive: what tracks may lag each other by.
  static final long LEAD = 36_000;

  private static final long MASK = (1L << 33) - 1;

  private TsClock() {}

  /// The PTS or DTS of a time on the timeline, not yet wrapped.
  static long ticks(long micros) {
    return ORIGIN + Timescale.MPEG.fromMicros(micros);
  }

  /// The 33-bit PTS that samples at `micros` of the timeline carry: the MPEGTS value of an
  /// X-TIMESTAMP-MAP beside TS segments.
  public static long pts90k(long micros) {
    return wrapped(ticks(micros));
  }

  /// The 33 bits of `ticks` that go into the stream.
  static long wrapped(long ticks) {
    return ticks & MASK;
  }
}
