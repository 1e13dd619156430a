package dev.weir.rtp;

import dev.weir.media.Timescale;
import java.util.concurrent.TimeUnit;

/// Counts what a receiver reports about one source (RFC 3550 6.4.1, A.3, A.8).
///
/// Not thread-safe.
final class ReceptionStatistics {
  private static final int MAX_DROPOUT = 3_000;
  private static final int MAX_LOST = 0x7FFFFF;
  private static final long NTP_FRACTIONS_PER_SECOND = 65_536;

  private final Timescale clock;

  private boolean started;
  private int ssrc;
  private long base; // extended number of the first packet
  private long highest; // extended
  private long received;
  private long expectedBefore; // at the last report
  private long receivedBefore;
  private long lastTransit;
  private long jitter16; // in 1/16 tick
  private long lastReportNtp; // middle 32 bits; 0: none
  private long lastReportNanos;

  ReceptionStatistics(int clockRate) {
    this.clock = new Timescale(clockRate);
  }

  /// Begins to count another source.
  void start(int source) {
    started = false;
    ssrc = source;
    lastReportNtp = 0;
  }

  /// Counts a packet.
  void packet(int sequence, long timestamp, long nowNanos) {
    long transit =
        (clock.fromMicros(TimeUnit.NANOSECONDS.toMicros(nowNanos)) - timestamp) & 0xFFFF_FFFFL;
    if (!started || Math.abs((short) (sequence - highest)) > MAX_DROPOUT) {
      started = true;
      base = sequence;
      highest = sequence;
      received = 0;
      expectedBefore = 0;
      receivedBefore = 0;
      jitter16 = 0;
    } else {
      highest = Math.max(highest, highest + (short) (sequence - highest));
      long difference = Math.abs((int) (transit - lastTransit));
      jitter16 += difference - ((jitter16 + 8) >> 4);
    }
    lastTransit = transit;
    received++;
  }

  void senderReport(long ntpTime, long nowNanos) {
    lastReportNtp = NtpTime.middle(ntpTime);
    lastReportNanos = nowNanos;
  }

  /// The report since the last one.
  Rtcp.ReportBlock report(long nowNanos) {
    long expected = started ? highest - base + 1 : 0;
    long lost = Math.clamp(expected - received, -MAX_LOST, MAX_LOST);
    long expectedNow = expected - expectedBefore;
    long lostNow = expectedNow - (received - receivedBefore);
    int fraction =
        expectedNow <= 0 || lostNow <= 0 ? 0 : (int) Math.min(255, 256 * lostNow / expectedNow);
    expectedBefore = expected;
    receivedBefore = received;
    long delay =
        lastReportNtp == 0
            ? 0
            : Timescale.rescale(
                nowNanos - lastReportNanos, TimeUnit.SECONDS.toNanos(1), NTP_FRACTIONS_PER_SECOND);
    return new Rtcp.ReportBlock(
        ssrc,
        fraction,
        (int) lost,
        highest & 0xFFFF_FFFFL,
        jitter16 >> 4,
        lastReportNtp,
        delay & 0xFFFF_FFFFL);
  }
}
