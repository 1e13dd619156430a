package dev.weir.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(new Random(1));

  @Test
  void waitsTwiceAsLongEachTimeUpToAMinute() {
    for (long expected : new long[] {3, 6, 12, 24, 48, 60, 60, 60}) {
      assertThat(backoff.afterMillis(3000, 0)).isBetween(expected * 1000, expected * 1100);
    }
  }

  @Test
  void beginsAnewAfterATryThatWentWell() {
    backoff.afterMillis(3000, 0);
    backoff.afterMillis(3000, 0);
    assertThat(backoff.afterMillis(3000, TimeUnit.SECONDS.toNanos(10))).isBetween(3000L, 3300L);
  }

  @Test
  void neverWaitsLessThanWasAskedFor() {
    assertThat(backoff.afterMillis(300_000, 0)).isBetween(300_000L, 330_000L);
    assertThat(backoff.afterMillis(300_000, 0)).isBetween(300_000L, 330_000L);
  }

  @Test
  void spreadsStarts() {
    StartPace pace = new StartPace();
    assertThat(pace.turn(4, 1000)).isZero();
    assertThat(pace.turn(4, 1000)).isEqualTo(250_000_000);
    assertThat(pace.turn(4, 1000)).isEqualTo(500_000_000);
    assertThat(pace.turn(4, 5_000_000_000L)).isZero();
    assertThat(pace.turn(0, 0)).isZero();
  }
}
