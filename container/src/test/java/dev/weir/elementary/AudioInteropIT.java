package dev.weir.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.aac.Adts;
import dev.weir.flac.FlacMuxer;
import dev.weir.flac.FlacReader;
import dev.weir.media.Demuxer;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.Muxer;
import dev.weir.media.TrackSink;
import dev.weir.mpegaudio.Mp3;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.wav.WavMuxer;
import dev.weir.wav.WavReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// FFmpeg and GStreamer play live streams of sound without video: WAV, `.mp3`, `.aac` and `.flac`.
class AudioInteropIT {
  private static final Path RESOURCES = Path.of("src", "test", "resources");

  @TempDir private Path directory;

  private Path written(String name) throws IOException {
    byte[] original = Files.readAllBytes(RESOURCES.resolve(name));
    Function<TrackSink, Demuxer> reader =
        switch (name.substring(name.indexOf('.'))) {
          case ".mp3" -> Mp3::reader;
          case ".aac" -> Adts::reader;
          case ".wav" -> WavReader::new;
          default -> FlacReader::new;
        };
    return Files.write(
        directory.resolve(Path.of(name).getFileName()),
        DemuxerFacts.remux(original, muxer(name), reader));
  }

  private static Muxer muxer(String name) {
    return switch (name.substring(name.indexOf('.'))) {
      case ".mp3" -> Mp3.muxer();
      case ".aac" -> Adts.muxer();
      case ".wav" -> new WavMuxer();
      default -> new FlacMuxer();
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rawaudio/lc.aac",
        "rawaudio/flac.flac",
        "rawaudio/layer2.mp3",
        "rawaudio/mpeg2.mp3",
        "wav/pcm8.wav",
        "wav/pcm16.wav",
        "wav/pcm24.wav",
        "wav/pcm32.wav",
        "wav/float32.wav",
        "wav/alaw.wav",
        "wav/mulaw.wav",
        "wav/six.wav"
      })
  void ffmpegDecodesTheSame(String name) throws IOException {
    FfmpegViewer.Received received = FfmpegInput.of(written(name)).decode();
    assertThat(received.log().errors()).isEmpty();
    // Sound that has no frames of its own is cut into others where the size is not known.
    boolean raw = name.startsWith("wav");
    FfmpegViewer.Received expected = FfmpegInput.of(RESOURCES.resolve(name)).decode();
    assertThat(bytes(received.frames())).isEqualTo(bytes(expected.frames()));
    if (!raw) {
      assertThat(hashes(received.frames())).isEqualTo(hashes(expected.frames()));
    }
  }

  private static int bytes(Frames frames) {
    return frames.all().stream().mapToInt(Frames.Frame::sizeBytes).sum();
  }

  private static List<String> hashes(Frames frames) {
    return frames.all().stream().map(Frames.Frame::hash).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rawaudio/lc.aac",
        "rawaudio/flac.flac",
        "rawaudio/cbr.mp3",
        "wav/pcm24.wav",
        "wav/alaw.wav",
        "wav/float32.wav"
      })
  void gstreamerPlaysToTheEnd(String name) throws IOException {
    try (GStreamer player = GStreamer.play(written(name).toUri().toString())) {
      Played played = player.awaitEnd(Duration.ofSeconds(60));
      assertThat(played.errors()).isEmpty();
      assertThat(played.soundMicros()).isGreaterThan(100_000);
    }
  }
}
