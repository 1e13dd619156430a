package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartTargetTest {
  /// RFC 8216bis 4.4.4.9: no part is longer than the target, all but the last have 85 % of it.
  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 5, 10, 12.5, 15, 20, 23.976, 24, 25, 29.97, 30, 50, 60, 120})
  void asManySamplesAsFitAreEnough(double framesPerSecond) {
    long step = Math.round(1e6 / framesPerSecond);
    long limit = PartTarget.limitMicros(step);
    long part = limit / step * step;
    assertThat(part).isPositive();
    assertThat((double) part).isGreaterThanOrEqualTo(0.85 * limit);
  }

  @ParameterizedTest
  @ValueSource(longs = {21_333, 23_220, 33_333, 40_000, 50_000, 66_667, 100_000})
  void isBetweenAFifthAndLittleMoreThanHalfASecond(long step) {
    assertThat(PartTarget.limitMicros(step)).isBetween(200_000L, 525_000L);
  }

  /// Not even where a group of pictures has another length than an even number of seconds.
  @ParameterizedTest
  @CsvSource({
    "24, 2",
    "24, 4",
    "25, 1",
    "25, 2",
    "25, 3",
    "25, 4",
    "25, 5",
    "25, 10",
    "30, 2",
    "30, 5",
    "50, 2",
    "50, 4",
    "60, 2",
    "60, 6",
    "29.97, 2.002",
    "23.976, 2.002",
    "25, 1.92",
    "25, 1.48",
    "50, 1.5",
    "46.875, 1.92",
    "15, 2",
    "12.5, 2",
    "10, 2"
  })
  void theLastPartIsNotAShortOne(double framesPerSecond, double seconds) {
    double step = 1e6 / framesPerSecond;
    long limit = PartTarget.limitMicros(Math.round(step));
    long segment = Math.round(seconds * 1e6);
    long every = PartTarget.everyMicros(segment, limit, Math.round(step));
    double between = every > 0 ? every : Math.floor(limit / step) * step;
    double before = 0;
    for (int i = 1; i * between < segment - step / 2; i++) {
      double cut = Math.round(i * between / step) * step; // at the next sample
      assertThat(cut - before).isBetween(0.85 * limit, (double) limit);
      before = cut;
    }
    assertThat(segment - before).isBetween(250_000.0, (double) limit);
  }
}
