package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Cue;
import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.TrackSink;
import dev.weir.testkit.SampleMedia;
import dev.weir.ts.TsDemuxer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubtitledTest {
  private static final String SRT =
      """
      1
      00:00:01,000 --> 00:00:02,000
      first

      2
      00:00:05,500 --> 00:00:06,000
      second
      """;

  @TempDir Path folder;

  private MediaFile film(String textName) throws IOException {
    Path film = Files.copy(SampleMedia.H264_AAC.file(), folder.resolve("film.flv"));
    Files.writeString(folder.resolve(textName), SRT);
    return FileSource.open(film, TsDemuxer.ANY_PROGRAM).media();
  }

  private static List<String> read(MediaFile file, int first) throws IOException {
    SampleIndex index = file.index();
    List<String> texts = new ArrayList<>();
    int[] number = {first};
    TrackSink sink =
        TrackSink.ofSamples(sample -> {
          assertThat(sample.trackId()).isEqualTo(index.trackId(number[0]));
          assertThat(sample.dtsMicros()).isEqualTo(index.dtsMicros(number[0]));
          assertThat(sample.payload().readableBytes()).isEqualTo(index.bytes(number[0]));
          if (sample.trackId() > 3) {
            texts.add(sample.dtsMicros() / 1000 + " " + Cue.read(sample.payload()).text());
          }
          number[0]++;
        });
    try (MediaFile.Cursor cursor = file.open(first)) {
      while (cursor.read(sink)) {
        // Checked.
      }
    }
    assertThat(number[0]).isEqualTo(index.count());
    return texts;
  }

  @Test
  void subtitlesBesideAFilmAreATrackOfIt() throws IOException {
    try (MediaFile film = film("film.srt")) {
      assertThat(film.tracks()).hasSize(4);
      assertThat(read(film, 0)).containsExactly("1000 first", "5500 second");
      assertThat(read(film, film.index().count() / 2)).containsExactly("5500 second");
      for (int first = 0; first < film.index().count(); first += 7) {
        read(film, first);
      }
    }
  }

  @Test
  void theNameMayHaveBothEndings() throws IOException {
    try (MediaFile film = film("film.flv.srt")) {
      assertThat(read(film, 0)).hasSize(2);
    }
  }

  @Test
  void subtitlesThatAreNoneDoNotKeepTheFilmFromPlaying() throws IOException {
    try (MediaFile film = film("other.srt")) {
      assertThat(film.tracks()).hasSize(3);
    }
    Files.write(folder.resolve("film.vtt"), new byte[1000]);
    try (MediaFile film =
        FileSource.open(folder.resolve("film.flv"), TsDemuxer.ANY_PROGRAM).media()) {
      assertThat(film.index().count()).isGreaterThan(500);
    }
  }
}
