package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GStreamerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void countsEachPictureAndAllSound() {
    try (GStreamer player = GStreamer.play(SampleMedia.H264_AAC.file().toUri().toString())) {
      Played played = player.awaitEnd(LIMIT);
      assertThat(played.errors()).isEmpty();
      assertThat(played.ended()).isTrue();
      assertThat(played.pictures()).hasSize(SampleMedia.PICTURES);
      assertThat(played.pictures()).allMatch(picture -> picture.lumaVariance() > 0.01);
      assertThat(played.soundMicros()).isBetween(7_900_000L, 8_100_000L);
    }
  }

  @Test
  void hearsABeepEachSecond() {
    try (GStreamer player = GStreamer.play(SampleMedia.AAC_ONLY.file().toUri().toString())) {
      Played played = player.awaitEnd(LIMIT);
      assertThat(played.pictures()).isEmpty();
      assertThat(played.sound().stream().filter(sound -> sound.peakDb() > -20).count())
          .isBetween(8L, 16L);
    }
  }

  @Test
  void reportsWhatCannotBePlayed(@TempDir Path directory) {
    try (GStreamer player = GStreamer.play(directory.resolve("absent.flv").toUri().toString())) {
      Played played = player.awaitEnd(LIMIT);
      assertThat(played.errors()).isNotEmpty().first().asString().contains("Resource not found");
      assertThat(played.ended()).isFalse();
    }
  }
}
