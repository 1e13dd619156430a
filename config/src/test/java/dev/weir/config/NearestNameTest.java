package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  @ParameterizedTest
  @CsvSource({"abc, abc, 0", "abc, ABC, 0", "'', abc, 3", "prot, port, 1", "sorce, source, 1"})
  void countsEdits(String a, String b, int edits) {
    assertThat(NearestName.distance(a, b)).isEqualTo(edits);
  }

  @Test
  void guessesOnlyWhatIsNear() {
    List<String> known = List.of("source", "segmentsize", "DVR");
    assertThat(NearestName.to("segment_size", known)).contains("segmentsize");
    assertThat(NearestName.to("dvr", known)).contains("DVR");
    assertThat(NearestName.to("colour", known)).isEmpty();
    assertThat(NearestName.to("s".repeat(100_000), known)).isEmpty();
  }
}
