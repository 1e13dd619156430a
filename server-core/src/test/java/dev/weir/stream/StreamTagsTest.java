package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.ConfigDocument;
import dev.weir.config.StreamName;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamTagsTest {
  private static final StreamName LIVE = StreamName.clean("live").orElseThrow();
  private static final StreamName FILM = StreamName.clean("film").orElseThrow();

  private long nowNanos;
  private final StreamTags tags;

  StreamTagsTest() throws Exception {
    var streams =
        ConfigDocument.parse(
                "{\"streams\":{\"live\":{\"source\":\"push://\",\"tags\":[\"sport\",\"eu\"]}}}")
            .config()
            .streams();
    tags = new StreamTags(streams::get, () -> nowNanos);
  }

  @Test
  void areThoseOfTheConfigurationAndWhatIsAddedAndTakenWhileItRuns() {
    assertThat(tags.of(LIVE)).containsExactly("eu", "sport");
    tags.add(LIVE, "late");
    tags.remove(LIVE, "eu");
    assertThat(tags.of(LIVE)).containsExactly("late", "sport");
    seconds(1000, List.of(LIVE));
    assertThat(tags.of(LIVE)).containsExactly("late", "sport");
    seconds(61, List.of());
    assertThat(tags.of(LIVE)).as("it starts anew").containsExactly("eu", "sport");
  }

  @Test
  void waitAMinuteForAStreamThatDoesNotRun() {
    tags.add(FILM, "gold");
    seconds(59, List.of());
    assertThat(tags.of(FILM)).containsExactly("gold");
    seconds(59, List.of(FILM));
    seconds(59, List.of());
    assertThat(tags.of(FILM)).containsExactly("gold");
    seconds(2, List.of());
    assertThat(tags.of(FILM)).isEmpty();
  }

  @Test
  void areBounded() {
    for (int i = 0; i < 100; i++) {
      tags.add(FILM, "tag" + i);
    }
    assertThat(tags.of(FILM)).hasSize(64);
  }

  private void seconds(int count, List<StreamName> running) {
    for (int i = 0; i < count; i++) {
      tags.forget(running);
      nowNanos += TimeUnit.SECONDS.toNanos(1);
    }
    tags.forget(running);
  }
}
