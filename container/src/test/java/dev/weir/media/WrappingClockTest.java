package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrappingClockTest {
  @ParameterizedTest
  @ValueSource(ints = {16, 31, 32, 33})
  void followsTheCounterOverManyWraps(int bits) {
    WrappingClock clock = new WrappingClock(bits);
    long range = 1L << bits;
    long step = range / 5 + 1;
    long expected = range - 3;
    for (int i = 0; i < 100; i++, expected += step) {
      assertThat(clock.unwrap(expected & (range - 1))).isEqualTo(expected);
    }
  }

  @Test
  void goesBackForASmallStepBack() {
    WrappingClock clock = new WrappingClock(33);
    clock.unwrap(5);
    assertThat(clock.unwrap((1L << 33) - 5)).isEqualTo(-5);
    assertThat(clock.unwrap(7)).isEqualTo(7);
  }
}
