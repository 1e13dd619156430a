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
    long declared = PartTarget.declaredMicros(PartTarget.limitMicros(step));
    long part = PartTarget.limitMicros(step) / step * step;
    assertThat(part).isPositive().isLessThanOrEqualTo(declared);
    assertThat((double) part).isGreaterThanOrEqualTo(0.85 * declared);
  }

  /// In segments of whole seconds all parts have 85 % of the target, and the last one is no short
  /// one, that hls.js would forget.
  @ParameterizedTest
  @CsvSource({
    "24, 2",
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
    "10, 2"
  })
  void theLastPartIsNotAShortOne(double framesPerSecond, double seconds) {
    double step = 1e6 / framesPerSecond;
    long longest = (long) Math.ceil(step);
    long limit = PartTarget.limitMicros(longest);
    long segment = Math.round(seconds * 1e6);
    long every = PartTarget.everyMicros(segment, limit, longest);
    assertThat(every).isPositive();
    double before = 0;
    for (int i = 1; i * every < segment - step / 2; i++) {
      double cut = Math.round(i * every / step) * step; // at the next sample
      assertThat(cut - before).isBetween(0.85 * PartTarget.declaredMicros(limit), limit + 1.0);
      before = cut;
    }
    assertThat(segment - before).isBetween(200_000.0, limit + 10.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {21_333, 23_220, 33_333, 40_000, 50_000, 66_667, 100_000})
  void isBetweenAFifthAndLittleMoreThanHalfASecond(long step) {
    assertThat(PartTarget.limitMicros(step)).isBetween(200_000L, 525_000L);
  }
}
