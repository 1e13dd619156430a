package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlayedTest {
  private static final List<String> LINES =
      List.of(
          "Setting pipeline to PAUSED ...",
          "Got message #447 from element \"videoanalyse0\" (element): GstVideoAnalyse,"
              + " timestamp=(guint64)80000000, stream-time=(guint64)80000000,"
              + " running-time=(guint64)0, duration=(guint64)40000000,"
              + " luma-average=(double)0.5, luma-variance=(double)1.25e-05;",
          "Got message #489 from element \"level0\" (element): level,"
              + " endtime=(guint64)180000000, timestamp=(guint64)80000000,"
              + " stream-time=(guint64)80000000, running-time=(guint64)0,"
              + " duration=(guint64)100000000, rms=(GValueArray)< -17.5, -17 >,"
              + " peak=(GValueArray)< -8.25, -9 >, decay=(GValueArray)< -8.25, -9 >;",
          "Got message #490 from element \"level0\" (element): level,"
              + " endtime=(guint64)110000000, timestamp=(guint64)180000000,"
              + " stream-time=(guint64)100000000, duration=(guint64)10000000,"
              + " rms=(GValueArray)< -inf >, peak=(GValueArray)< -inf >;",
          "ERROR: from element /GstFileSrc:source: Resource not found.",
          "WARNING: a bit late",
          "Got EOS from element \"playbin0\".");

  private final Played played = Played.parse(LINES);

  @Test
  void readsPictures() {
    assertThat(played.pictures()).containsExactly(new Played.Picture(80_000, 0.5, 1.25e-5));
  }

  @Test
  void readsSoundAndSilence() {
    assertThat(played.sound())
        .containsExactly(
            new Played.Sound(80_000, 180_000, -8.25),
            new Played.Sound(180_000, 190_000, Double.NEGATIVE_INFINITY));
    assertThat(played.soundMicros()).isEqualTo(110_000);
  }

  @Test
  void readsComplaintsAndTheEnd() {
    assertThat(played.errors()).singleElement().asString().contains("Resource not found");
    assertThat(played.warnings()).containsExactly("WARNING: a bit late");
    assertThat(played.ended()).isTrue();
  }
}
