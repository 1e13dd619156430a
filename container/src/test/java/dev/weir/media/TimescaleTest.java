package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimescaleTest {
  @Test
  void roundsToNearestWithHalvesAwayFromZero() {
    assertThat(Timescale.MPEG.toMicros(1)).isEqualTo(11);
    assertThat(Timescale.rescale(1, 2, 1)).isEqualTo(1);
    assertThat(Timescale.rescale(-1, 2, 1)).isEqualTo(-1);
    assertThat(Timescale.rescale(-3003, 90_000, 1_000_000)).isEqualTo(-33_367);
  }

  @Test
  void agreesWithExactArithmeticOverTheWholeRange() {
    Random random = new Random(7);
    long[] rates = {1, 7, 1000, 8000, 44_100, 48_000, 90_000, 1_000_000, 10_000_000};
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong() >> (24 + random.nextInt(39));
      long from = rates[random.nextInt(rates.length)];
      long to = rates[random.nextInt(rates.length)];
      BigDecimal exact =
          BigDecimal.valueOf(value)
              .multiply(BigDecimal.valueOf(to))
              .divide(BigDecimal.valueOf(from), 0, RoundingMode.HALF_UP);
      if (exact.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0) {
        assertThat(Timescale.rescale(value, from, to)).isEqualTo(exact.longValueExact());
      }
    }
  }

  @Test
  void refusesARateOfZero() {
    assertThatThrownBy(() -> new Timescale(0)).isInstanceOf(MalformedMediaException.class);
  }
}
