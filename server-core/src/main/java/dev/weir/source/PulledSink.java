package dev.weir.source;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Where a pull ends: passes everything on to the publisher, notes when media came, and drops what
/// comes once the publisher has to go.
final class PulledSink implements PullSink {
  private final Publisher publisher;
  private final LongSupplier nanoClock;

  private volatile long lastNanos; // when media came, or was begun to be waited for
  private long samples; // of this attempt; the pull's thread
  private boolean troubled; // as the publisher was told

  PulledSink(Publisher publisher, LongSupplier nanoClock) {
    this.publisher = publisher;
    this.nanoClock = nanoClock;
    this.lastNanos = nanoClock.getAsLong();
  }

  /// Begins to wait for the media of an attempt.
  void begin() {
    samples = 0;
    lastNanos = nanoClock.getAsLong();
  }

  /// How many samples this attempt has brought.
  long samples() {
    return samples;
  }

  /// When media came for the last time, or the attempt began. Any thread.
  long lastNanos() {
    return lastNanos;
  }

  void trouble(String sentence) {
    troubled = true;
    publisher.trouble(sentence);
  }

  @Override
  public void startsAt(Instant utc) {
    publisher.anchor(utc);
  }

  @Override
  public void startsBefore(long micros) {
    publisher.anchor(publisher.stream().startedAt().minus(micros, ChronoUnit.MICROS));
  }

  @Override
  public long keptMicros() {
    return TimeUnit.MILLISECONDS.toMicros(publisher.stream().config().dvrMillis());
  }

  @Override
  public void track(Track track) {
    if (publisher.evicted() == null) {
      publisher.track(track);
    }
  }

  @Override
  public void sample(Sample sample) {
    if (publisher.evicted() != null) {
      return;
    }
    samples++;
    lastNanos = nanoClock.getAsLong();
    if (troubled) {
      troubled = false;
      publisher.trouble(null);
    }
    publisher.sample(sample);
  }
}
