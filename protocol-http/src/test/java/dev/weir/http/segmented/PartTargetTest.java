package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
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

  @ParameterizedTest
  @ValueSource(longs = {21_333, 23_220, 33_333, 40_000, 50_000, 66_667, 100_000})
  void isBetweenAFifthAndLittleMoreThanHalfASecond(long step) {
    assertThat(PartTarget.limitMicros(step)).isBetween(200_000L, 525_000L);
  }
}
