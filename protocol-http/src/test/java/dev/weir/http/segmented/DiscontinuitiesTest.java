package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DiscontinuitiesTest {
  private static final Instant START = Instant.parse("2026-12-01T00:00:00Z");
  private static final StreamName NAME = StreamName.clean("live").orElseThrow();

  private final Discontinuities discontinuities = new Discontinuities();

  @Test
  void goOnFromTheStreamThatHadTheNameBefore() {
    long first = discontinuities.first(NAME, START);
    discontinuities.ended(NAME, first + 30);
    assertThat(discontinuities.first(NAME, START.plusSeconds(60))).isEqualTo(first + 31);
    assertThat(discontinuities.first(NAME, START.plusSeconds(86_400))).isGreaterThan(first + 31);
  }

  @Test
  void anotherProcessGoesOnByTheClock() {
    long first = discontinuities.first(NAME, START);
    assertThat(new Discontinuities().first(NAME, START.plusSeconds(301))).isGreaterThan(first);
  }

  @Test
  void staySmallForYears() {
    assertThat(discontinuities.first(NAME, START.plusSeconds(5 * 31_536_000L))).isLessThan(600_000);
  }
}
