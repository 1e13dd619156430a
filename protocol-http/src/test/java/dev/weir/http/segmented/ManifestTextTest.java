package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTextTest {
  private static void write(ManifestText out) {
    out.text().append("head\n");
    for (int i = 0; i < 100_000; i++) {
      out.text().append("entry ").append(i).append('\n');
      out.entryEnds();
    }
    out.text().append("end\n");
  }

  @Test
  void stretchesAreTheWholeAndNoneIsMuchLongerThanOthers() {
    List<String> stretches = new ArrayList<>();
    ManifestText.inStretches(ManifestTextTest::write, stretches::add);
    assertThat(stretches).hasSizeGreaterThan(10).allMatch(s -> s.length() < 40_000);
    assertThat(stretches).allMatch(stretch -> stretch.endsWith("\n"));
    assertThat(String.join("", stretches)).isEqualTo(ManifestText.whole(ManifestTextTest::write));
  }
}
