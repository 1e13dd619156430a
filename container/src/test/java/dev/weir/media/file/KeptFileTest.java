package dev.weir.media.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Demuxer;
import dev.weir.media.MediaFile;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptFileTest {
  private static final String WORDS =
      "WEBVTT\n\n00:05.000 --> 00:06.000\nLater\n\n00:01.000 --> 00:02.000\nSooner\n";

  private static KeptFile kept(long maxBytes) {
    KeptFile.Builder builder = new KeptFile.Builder(maxBytes);
    try (Demuxer reader = MediaFormat.WEBVTT.demuxer(builder)) {
      reader.read(Unpooled.copiedBuffer(WORDS, UTF_8));
      reader.end();
    }
    return builder.build();
  }

  @Test
  void givesItsSamplesByTheirTimeFromAnyOneOn() throws IOException {
    KeptFile file = kept(1000);
    assertThat(file.tracks()).hasSize(1);
    assertThat(file.index().count()).isEqualTo(2);
    assertThat(times(file, 0)).containsExactly(1_000_000L, 5_000_000L);
    assertThat(times(file, 1)).containsExactly(5_000_000L);
    assertThat(file.index().dtsMicros(1)).isEqualTo(5_000_000);
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
  void hasALimit() {
    assertThatThrownBy(() -> kept(5))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("limit of 5 bytes");
  }
}
