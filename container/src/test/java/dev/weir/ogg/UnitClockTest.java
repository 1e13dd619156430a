package dev.weir.ogg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitClockTest {
  @Test
  void convertsBothWays() {
    UnitClock ntsc = UnitClock.of(30_000, 1_001);
    assertThat(ntsc.micros(30)).isEqualTo(1_001_000);
    assertThat(ntsc.units(1_001_000)).isEqualTo(30);
  }

  @Test
  void theLargestTermsAndTimesDoNotOverflow() {
    UnitClock clock = UnitClock.of(0xFFFF_FFFFL, 0xFFFF_FFFEL);
    long most = 1L << 33;
    assertThat(clock.covers(most)).isTrue();
    assertThat(clock.covers(most + (most >> 8))).isFalse();
    assertThat(clock.units(clock.micros(most))).isEqualTo(most);
    assertThat(UnitClock.of(0xFFFF_FFFFL, 1).micros(0xFFFF_FFFFL)).isPositive();
  }
}
