package dev.weir.playback;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void aSampleIsDueWhenItsTimeHasPassed() {
    Pace pace = new Pace(1, 0);
    pace.anchor(10_000_000, 5 * SECOND);
    assertThat(pace.waitNanos(10_000_000, 5 * SECOND)).isZero();
    assertThat(pace.waitNanos(12_000_000, 5 * SECOND)).isEqualTo(2 * SECOND);
    assertThat(pace.waitNanos(12_000_000, 8 * SECOND)).isEqualTo(-SECOND);
  }

  @Test
  void theLeadIsDueInAdvance() {
    Pace pace = new Pace(1, 3_000_000);
    pace.anchor(0, 0);
    assertThat(pace.waitNanos(3_000_000, 0)).isZero();
    assertThat(pace.waitNanos(4_000_000, 0)).isEqualTo(SECOND);
  }

  @Test
  void goesAsFastAsItIsTold() {
    Pace pace = new Pace(4, 0);
    pace.anchor(0, 0);
    assertThat(pace.waitNanos(8_000_000, 0)).isEqualTo(2 * SECOND);
    assertThat(new Pace(0, 0).waitNanos(8_000_000, 0)).isZero();
  }

  @Test
  void anotherSpeedGoesOnFromWhereTheViewerIs() {
    Pace pace = new Pace(1, 0);
    pace.anchor(0, 0);
    pace.change(2, 10 * SECOND);
    assertThat(pace.nowMicros(10 * SECOND)).isEqualTo(10_000_000);
    assertThat(pace.waitNanos(14_000_000, 10 * SECOND)).isEqualTo(2 * SECOND);
  }
}
