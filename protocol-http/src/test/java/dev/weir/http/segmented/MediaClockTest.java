package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MediaClockTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private Instant wall = Instant.parse("2027-06-01T12:00:00.25Z");
  private long nanos = Long.MAX_VALUE - 1_000_000_000; // it may wrap around

  private MediaClock clock(Duration atStart) {
    MediaClock made = new MediaClock(atStart, () -> nanos);
    made.ahead(wall);
    return made;
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    nanos += time.toNanos();
  }

  @Test
  void isTheWallClockWhileNobodySetsIt() {
    MediaClock clock = clock(Duration.ZERO);
    pass(HOUR);
    assertThat(clock.ahead(wall)).isZero();
  }

  @Test
  void goesOnWhereItIsSet() {
    MediaClock clock = clock(Duration.ZERO);
    pass(HOUR);
    wall = wall.minus(HOUR);
    assertThat(clock.ahead(wall)).isEqualTo(HOUR);
    pass(HOUR);
    assertThat(clock.ahead(wall)).isEqualTo(HOUR);
    wall = wall.plus(HOUR).plus(HOUR);
    assertThat(clock.ahead(wall)).isEqualTo(HOUR.negated());
  }

  @Test
  void isAheadFromTheStartWhereItWasSetBackBefore() {
    assertThat(clock(HOUR.plusMillis(600)).ahead(wall)).isEqualTo(HOUR.plusSeconds(1));
  }

  /// As clocks that follow others do all the time.
  @Test
  void tellsOfNothingBelowASecond() {
    MediaClock clock = clock(Duration.ZERO);
    for (int millis = 0; millis < 1000; millis++) {
      wall = wall.minusMillis(1);
      assertThat(clock.ahead(wall).toMillis()).isEqualTo(millis < 999 ? 0 : 1000);
    }
    wall = wall.plusMillis(700);
    assertThat(clock.ahead(wall)).as("nor of what was below it").isEqualTo(Duration.ofSeconds(1));
  }
}
