package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Random random = new Random(1);
  private final Backoff backoff = new Backoff(() -> random);

  @Test
  void doublesUpToALimitAndIsNeverExact() {
    List<Long> waits =
        Stream.generate(backoff::nextNanos).map(TimeUnit.NANOSECONDS::toMillis).limit(40).toList();
    long expected = 500;
    for (long wait : waits) {
      assertThat(wait).isBetween(expected * 3 / 4, expected * 5 / 4);
      expected = Math.min(10_000, expected * 2);
    }
    assertThat(waits.subList(10, 40)).doesNotHaveDuplicates();
  }

  @Test
  void beginsAnewAfterSuccess() {
    for (int i = 0; i < 10; i++) {
      backoff.nextNanos();
    }
    backoff.reset();
    assertThat(backoff.nextNanos()).isLessThan(TimeUnit.MILLISECONDS.toNanos(700));
  }
}
