package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Sample;
import dev.weir.media.TrackSink;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<Long> seenMillis = new ArrayList<>();
  private long nowNanos; // moves with each look at the clock, as if the wait had passed

  private final TrackSink sink =
      TrackSink.ofSamples(sample -> seenMillis.add(TimeUnit.NANOSECONDS.toMillis(nowNanos)));

  private Pacer pacer(long leadMillis) {
    // A permit that is there already makes a park return at once.
    return new Pacer(
        sink,
        TimeUnit.MILLISECONDS.toNanos(leadMillis),
        () -> {
          java.util.concurrent.locks.LockSupport.unpark(Thread.currentThread());
          return nowNanos += STEP_NANOS;
        });
  }

  private static void give(Pacer pacer, long millis) {
    pacer.sample(
        new Sample(1, TimeUnit.MILLISECONDS.toMicros(millis), 0, true, Unpooled.EMPTY_BUFFER));
  }

  @Test
  void holdsBackWhatComesTooEarly() {
    Pacer pacer = pacer(0);
    for (long millis : new long[] {5000, 5500, 6000, 7000}) {
      give(pacer, millis);
    }
    assertThat(seenMillis.get(1) - seenMillis.get(0)).isBetween(495L, 505L);
    assertThat(seenMillis.get(3) - seenMillis.get(0)).isBetween(1995L, 2005L);
  }

  @Test
  void letsALeadThroughAtOnce() {
    Pacer pacer = pacer(2000);
    for (long millis = 0; millis <= 3000; millis += 500) {
      give(pacer, millis);
    }
    assertThat(seenMillis.get(4)).isLessThan(20);
    assertThat(seenMillis.get(6)).isBetween(995L, 1010L);
  }

  @Test
  void catchesUpAfterAStandstill() {
    Pacer pacer = pacer(0);
    give(pacer, 0);
    nowNanos += TimeUnit.SECONDS.toNanos(5);
    long before = TimeUnit.NANOSECONDS.toMillis(nowNanos);
    for (long millis = 500; millis <= 5000; millis += 500) {
      give(pacer, millis);
    }
    assertThat(seenMillis.getLast()).isLessThan(before + 50);
  }

  @Test
  void aJumpIsNoPace() {
    Pacer pacer = pacer(0);
    for (long millis : new long[] {0, 3_600_000, 3_600_040, 0, 40}) {
      give(pacer, millis);
    }
    assertThat(seenMillis.getLast()).isLessThan(150);
  }

  @Test
  void waitsNoMoreOnceInterrupted() {
    Pacer pacer = pacer(0);
    give(pacer, 0);
    Thread.currentThread().interrupt();
    give(pacer, 9000);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(seenMillis.getLast()).isLessThan(50);
  }
}
