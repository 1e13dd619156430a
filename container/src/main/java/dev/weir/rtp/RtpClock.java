package dev.weir.rtp;

import dev.weir.media.Timescale;
import dev.weir.media.WrappingClock;
import java.util.concurrent.TimeUnit;

/// Maps the timestamps of one track to the stream's time.
///
/// Before the first sender report a track stands where its first packet arrived. The first report
/// of a sender ties its wall clock to the stream without moving anything; the first report of each
/// other track moves that track to where its sender says it belongs. Later reports correct small
/// differences slowly, so that drift is followed and jitter is not, and larger ones at once. A jump
/// of more than [#LARGE_MICROS] is a wall clock that was set: media do not follow it.
///
/// Not thread-safe.
public final class RtpClock {
  /// A difference that no network and no drift can make.
  static final long LARGE_MICROS = 10_000_000;

  private static final int BITS = 32;
  private static final long NEGLIGIBLE_MICROS = 2_000;
  private static final long STEP_MICROS = 500_000;
  private static final long SLEW_MICROS = 10_000; // for each report; they come every few seconds
  private static final long MAX_REPORT_DISTANCE_MICROS = 60_000_000;

  private final Timescale scale;
  private final RtpSync sync;

  private WrappingClock unwrapper = new WrappingClock(BITS);
  private boolean started;
  private boolean reported; // whether a report was used since the start
  private long lastTicks; // of the last packet, unwrapped
  private long lastNanos; // of its arrival
  private long offsetMicros; // stream time minus media time
  private long pendingNtp; // of a report before the first packet; 0: none
  private long pendingRtp;

  /// A clock of `clockRate` ticks per second.
  public RtpClock(int clockRate, RtpSync sync) {
    this.scale = new Timescale(clockRate);
    this.sync = sync;
  }

  /// Takes the timestamp of the next packet; returns it unwrapped.
  public long unwrap(long timestamp, long nowNanos) {
    long ticks = unwrapper.unwrap(timestamp);
    if (!started) {
      started = true;
      offsetMicros = sync.arrivalMicros(nowNanos) - scale.toMicros(ticks);
      lastTicks = ticks;
      usePending();
    } else if (isStep(ticks, nowNanos)) {
      // The sender began anew: what its reports said is of another clock.
      long passed = TimeUnit.NANOSECONDS.toMicros(nowNanos - lastNanos);
      offsetMicros = micros(lastTicks) + passed - scale.toMicros(ticks);
      reported = false;
    }
    lastTicks = ticks;
    lastNanos = nowNanos;
    return ticks;
  }

  private boolean isStep(long ticks, long nowNanos) {
    long media = scale.toMicros(ticks - lastTicks);
    long passed = TimeUnit.NANOSECONDS.toMicros(nowNanos - lastNanos);
    return Math.abs(media - passed) > LARGE_MICROS;
  }

  /// The stream's time of an unwrapped timestamp.
  public long micros(long ticks) {
    return scale.toMicros(ticks) + offsetMicros;
  }

  /// Goes on as the clock of another source, whose timestamps have nothing to do with the last.
  public void restart() {
    unwrapper = new WrappingClock(BITS);
    started = false;
    reported = false;
    pendingNtp = 0;
  }

  /// Takes a sender report. Reports without a wall clock, or far from the media, are passed over.
  public void report(long ntpTime, long rtpTime) {
    if (ntpTime == 0) {
      return;
    }
    if (!started) {
      pendingNtp = ntpTime;
      pendingRtp = rtpTime;
      return;
    }
    long ticks = lastTicks + (int) (rtpTime - lastTicks);
    if (Math.abs(scale.toMicros(ticks - lastTicks)) <= MAX_REPORT_DISTANCE_MICROS) {
      use(NtpTime.toUnixMicros(ntpTime), micros(ticks));
    }
  }

  private void usePending() {
    if (pendingNtp != 0) {
      long ntpTime = pendingNtp;
      pendingNtp = 0;
      report(ntpTime, pendingRtp);
    }
  }

  private void use(long wallMicros, long streamMicros) {
    long error = sync.streamMicros(wallMicros) - streamMicros;
    if (!sync.hasWallClock() || Math.abs(error) > LARGE_MICROS) {
      sync.setWallClock(wallMicros, streamMicros);
    } else if (!reported || Math.abs(error) > STEP_MICROS) {
      offsetMicros += error;
    } else if (Math.abs(error) > NEGLIGIBLE_MICROS) {
      offsetMicros += Math.clamp(error, -SLEW_MICROS, SLEW_MICROS);
    }
    reported = true;
  }
}
