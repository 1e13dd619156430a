package dev.weir.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HlsTimesTest {
  private final HlsTimes times = new HlsTimes();

  @Test
  void beginsAtZeroWhateverTheSourceSays() {
    assertThat(times.place(7, 36_000_000_000L)).isZero();
  }

  @Test
  void renditionsOfOneDiscontinuityKeepTheirDistance() {
    times.place(0, 10_000_000);
    assertThat(times.place(0, 10_023_000)).isEqualTo(23_000);
    assertThat(times.place(0, 9_990_000)).isEqualTo(-10_000);
  }

  @Test
  void goesOnAfterADiscontinuityInAllRenditionsAlike() {
    times.place(0, 5_000_000);
    times.place(0, 7_000_000);
    assertThat(times.place(1, 100)).isEqualTo(2_040_000);
    assertThat(times.place(0, 7_020_000)).isEqualTo(2_020_000);
    assertThat(times.place(1, 20_100)).isEqualTo(2_060_000);
  }

  @Test
  void saysWhatTheSourceWouldCallNow() {
    times.place(3, 5_000_000);
    times.place(3, 6_000_000);
    assertThat(times.now(3)).isEqualTo(6_000_000);
    assertThat(times.undo(3, 500_000)).isEqualTo(5_500_000);
  }

  @Test
  void remembersABoundedNumberOfDiscontinuities() {
    for (long number = 0; number < 1000; number++) {
      times.place(number, 0);
    }
    assertThat(times.place(0, 0)).isEqualTo(1000 * 40_000);
  }
}
