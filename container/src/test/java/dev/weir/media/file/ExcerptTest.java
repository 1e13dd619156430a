package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.TrackSink;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptTest {
  private static MediaFile film() throws IOException {
    return MediaFormat.FLV.open(LocalFile.open(SampleMedia.H264_AAC.file()));
  }

  private static List<Long> times(MediaFile file, int from) throws IOException {
    List<Long> times = new ArrayList<>();
    try (MediaFile.Cursor cursor = file.open(from)) {
      TrackSink sink = TrackSink.ofSamples(sample -> times.add(sample.dtsMicros()));
      while (cursor.read(sink)) {
        // Collected.
      }
    }
    return times;
  }

  @Test
  void startsWithTheKeyframeBeforeAndEndsWhereItIsTold() throws IOException {
    try (MediaFile film = film()) {
      MediaFile part = Excerpt.of(film, 2_500_000, 4_200_000);
      SampleIndex index = part.index();
      assertThat(index.keyframe(0)).isTrue();
      assertThat(index.dtsMicros(0)).isBetween(1_900_000L, 2_100_000L);
      assertThat(index.dtsMicros(index.count() - 1)).isBetween(4_100_000L, 4_199_999L);
      List<Long> all = times(part, 0);
      assertThat(all).hasSize(index.count());
      assertThat(all.getFirst()).isEqualTo(index.dtsMicros(0));
      assertThat(times(part, 7)).isEqualTo(all.subList(7, all.size()));
    }
  }

  @Test
  void theWholeIsNoExcerpt() throws IOException {
    try (MediaFile film = film()) {
      assertThat(Excerpt.of(film, 0, Long.MAX_VALUE)).isSameAs(film);
      assertThat(Excerpt.of(film, 0, 0).index().count()).isZero();
    }
  }
}
