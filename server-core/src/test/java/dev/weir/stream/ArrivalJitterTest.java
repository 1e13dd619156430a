package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ArrivalJitterTest {
  private final ArrivalJitter jitter = new ArrivalJitter();

  @Test
  void isZeroForWhatComesInTime() {
    for (int i = 0; i < 100; i++) {
      arrive(i * 40L, 5_000 + i * 40L);
    }
    assertThat(jitter.micros()).isZero();
  }

  @Test
  void comesToTheMeanDeviationOfWhatDoesNot() {
    for (int i = 0; i < 200; i++) {
      arrive(i * 40L, i * 40L + i % 2 * 30L);
    }
    assertThat(jitter.micros()).isBetween(29_000L, 30_000L);
    for (int i = 200; i < 400; i++) {
      arrive(i * 40L, i * 40L);
    }
    assertThat(jitter.micros()).as("and forgets").isLessThan(100);
  }

  private void arrive(long dtsMillis, long nowMillis) {
    jitter.arrived(
        TimeUnit.MILLISECONDS.toMicros(dtsMillis), TimeUnit.MILLISECONDS.toNanos(nowMillis));
  }
}
