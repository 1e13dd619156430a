package dev.weir.stream;

import java.util.concurrent.TimeUnit;

/// How unevenly the samples of a track arrive, beside how evenly they play (the estimate of RFC
/// 3550 6.4.1, which does not ask what protocol brings them).
///
/// [#arrived] is the publisher's, [#micros] for any thread.
final class ArrivalJitter {
  /// RFC 3550 6.4.1: the gain of 1/16 lets no single packet count too much.
  private static final int GAIN = 16;

  private boolean begun; // the publisher's own
  private long lastTransit; // likewise
  private double estimate; // likewise
  private volatile long micros; // written by the publisher

  /// A sample came.
  void arrived(long dtsMicros, long nowNanos) {
    long transit = TimeUnit.NANOSECONDS.toMicros(nowNanos) - dtsMicros;
    if (begun) {
      estimate += (Math.abs(transit - lastTransit) - estimate) / GAIN;
      micros = Math.round(estimate);
    }
    begun = true;
    lastTransit = transit;
  }

  /// The mean deviation lately, in microseconds.
  long micros() {
    return micros;
  }
}
