package dev.weir.source;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Lets samples through no faster than real time, for sources that give more than that: segments,
/// files. Blocks the thread that reads; once that is interrupted it waits no more.
///
/// What comes late comes through at once, so a source that stood still catches up.
public final class Pacer implements TrackSink {
  /// A step that is no pace but another time.
  private static final long JUMP_MICROS = TimeUnit.SECONDS.toMicros(10);

  private static final long BACK_MICROS = TimeUnit.SECONDS.toMicros(2);

  private final TrackSink sink;
  private final long leadNanos;
  private final LongSupplier nanoClock;

  private boolean begun; // with the first sample
  private long zeroNanos; // when media of time 0 is due
  private long lastMicros;

  /// @param leadNanos how far ahead of real time media may run
  public Pacer(TrackSink sink, long leadNanos, LongSupplier nanoClock) {
    this.sink = sink;
    this.leadNanos = leadNanos;
    this.nanoClock = nanoClock;
  }

  @Override
  public void track(Track track) {
    sink.track(track);
  }

  @Override
  public void sample(Sample sample) {
    await(sample.dtsMicros());
    sink.sample(sample);
  }

  private void await(long micros) {
    long step = micros - lastMicros;
    if (!begun || step > JUMP_MICROS || step < -BACK_MICROS) {
      begun = true;
      zeroNanos = nanoClock.getAsLong() - TimeUnit.MICROSECONDS.toNanos(micros);
    }
    lastMicros = Math.max(micros, step < -BACK_MICROS ? micros : lastMicros);
    long dueNanos = zeroNanos + TimeUnit.MICROSECONDS.toNanos(micros) - leadNanos;
    for (long left; (left = dueNanos - nanoClock.getAsLong()) > 0; ) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      LockSupport.parkNanos(left);
    }
  }
}
