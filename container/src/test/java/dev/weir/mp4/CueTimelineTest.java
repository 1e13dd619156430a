package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Cue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CueTimelineTest {
  private final CueTimeline timeline = new CueTimeline();

  private List<String> samples(long fromMicros) {
    List<String> samples = new ArrayList<>();
    timeline.forEach(
        fromMicros,
        (dts, duration, texts) -> samples.add("%d+%d %s".formatted(dts, duration, texts)));
    return samples;
  }

  @Test
  void gapsAreSamplesToo() {
    timeline.add(5_000, new Cue(2, "b"));
    timeline.add(1_000, new Cue(1, "a"));
    assertThat(samples(0))
        .containsExactly("0+1000 []", "1000+1000 [a]", "2000+3000 []", "5000+2000 [b]");
  }

  @Test
  void whatIsShownTogetherIsOneSample() {
    timeline.add(0, new Cue(3, "a"));
    timeline.add(1_000, new Cue(1, "b"));
    timeline.add(1_000, new Cue(2, "c"));
    assertThat(samples(0)).containsExactly("0+1000 [a]", "1000+1000 [a, b, c]", "2000+1000 [a, c]");
  }

  @Test
  void cuesFromBeforeTheStartAreCut() {
    timeline.add(0, new Cue(1, "gone"));
    timeline.add(0, new Cue(5, "half"));
    assertThat(samples(2_000)).containsExactly("2000+3000 [half]");
  }

  @Test
  void cuesWithoutDurationAreNotShown() {
    timeline.add(1_000, new Cue(0, "never"));
    assertThat(samples(0)).isEmpty();
  }
}
