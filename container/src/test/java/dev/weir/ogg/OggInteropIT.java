package dev.weir.ogg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.DemuxerFacts;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// FFmpeg and GStreamer decode what [OggMuxer] writes, to the same pictures and sound as the
/// original.
class OggInteropIT {
  @TempDir private Path directory;

  private Path original(String name) {
    return Path.of("src", "test", "resources", "ogg", name + ".ogg");
  }

  private Path written(String name) throws IOException {
    OggMuxer muxer = OggMuxer.ofFile();
    byte[] ogg = Files.readAllBytes(original(name));
    return Files.write(
        directory.resolve(name + ".ogg"),
        DemuxerFacts.remux(ogg, muxer, OggReader::new, muxer::end));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vorbis", "opus", "opus60", "flac", "theora-vorbis", "vp8-opus", "gstreamer"})
  void ffmpegDecodesTheSame(String name) throws IOException {
    FfmpegViewer.Received received = FfmpegInput.of(written(name)).decode();
    assertThat(received.log().lines()).isEmpty();
    List<String> expected = hashes(FfmpegInput.of(original(name)).decode().frames());
    // The end of the sound is cut off where the last page says; that is not known to a sample.
    List<String> found = hashes(received.frames());
    assertThat(found).hasSizeGreaterThanOrEqualTo(expected.size() - 1);
    assertThat(found).containsAll(expected.subList(0, expected.size() - 2));
  }

  private static List<String> hashes(Frames frames) {
    return frames.all().stream().map(Frames.Frame::hash).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "vorbis,0,450",
    "opus,0,450",
    "flac,0,450",
    "theora-vorbis,15,500",
    "gstreamer,15,500"
  })
  void gstreamerDecodesEveryFrame(String name, int pictures, int soundMillis) throws IOException {
    try (GStreamer player = GStreamer.play(written(name).toUri().toString())) {
      Played played = player.awaitEnd(Duration.ofSeconds(60));
      assertThat(played.errors()).isEmpty();
      assertThat(played.warnings()).isEmpty();
      assertThat(played.pictures()).hasSize(pictures);
      assertThat(played.soundMicros()).isGreaterThan(soundMillis * 1_000L);
    }
  }
}
