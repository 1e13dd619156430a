package dev.weir.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopPacerTest {
  private final LoopPacer pacer = new LoopPacer();

  private long nowNanos;

  /// Two seconds in which the loop writes for that share of the time.
  private long intervalMillisAfter(double share) {
    long roundNanos = TimeUnit.MILLISECONDS.toNanos(10);
    for (int round = 0; round < 200; round++) {
      pacer.record(nowNanos, nowNanos + (long) (share * roundNanos));
      nowNanos += roundNanos;
    }
    return TimeUnit.NANOSECONDS.toMillis(pacer.intervalNanos());
  }

  @Test
  void aLoopThatWritesLittleDoesNotWait() {
    assertThat(intervalMillisAfter(0.03)).isZero();
  }

  @Test
  void theWaitGrowsWithTheShareOfTimeThatWritingTakes() {
    assertThat(intervalMillisAfter(0.10)).isBetween(14L, 19L);
    assertThat(intervalMillisAfter(0.15)).isBetween(30L, 36L);
    assertThat(intervalMillisAfter(0.90)).isEqualTo(50);
  }

  @Test
  void theWaitShrinksWhenTheLoopIsIdleAgain() {
    intervalMillisAfter(0.90);

    assertThat(intervalMillisAfter(0)).isZero();
  }
}
