package dev.weir.source;

import dev.weir.media.Sample;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Publishes a clip in real time, over and over, until the publisher has to go.
///
/// Blocks its thread.
final class ClipPlayer {
  private final Clip clip;
  private final Publisher publisher;
  private final LongSupplier nanoClock;

  ClipPlayer(Clip clip, Publisher publisher, LongSupplier nanoClock) {
    this.clip = clip;
    this.publisher = publisher;
    this.nanoClock = nanoClock;
  }

  void play() {
    long startNanos = nanoClock.getAsLong();
    clip.tracks().forEach(publisher::track);
    for (long roundMicros = 0; publisher.evicted() == null; roundMicros += clip.durationMicros()) {
      playOnce(roundMicros, startNanos);
    }
    CloseReason reason = publisher.evicted();
    publisher.close(reason == null ? CloseReason.SHUTDOWN : reason);
  }

  private void playOnce(long roundMicros, long startNanos) {
    for (Clip.Kept sample : clip.samples()) {
      long dtsMicros = roundMicros + sample.dtsMicros();
      waitUntil(startNanos + TimeUnit.MICROSECONDS.toNanos(dtsMicros));
      if (publisher.evicted() != null) {
        return;
      }
      publisher.sample(
          new Sample(
              sample.trackId(),
              dtsMicros,
              sample.ptsOffsetMicros(),
              sample.keyframe(),
              Unpooled.wrappedBuffer(sample.payload().toByteArray())));
    }
  }

  private void waitUntil(long nanos) {
    for (long left; (left = nanos - nanoClock.getAsLong()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }
}
