package dev.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// FFmpeg decodes what [FlvMuxer] writes, to the same pictures and sound as the original.
class FlvInteropIT {
  private static final long LIMIT_SECONDS = 60;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h264-aac",
        "h263-mp3",
        "screen-adpcm",
        "screen2-nellymoser",
        "speex",
        "mulaw",
        "alaw",
        "pcm"
      })
  void ffmpegDecodesEveryFrame(String name) throws IOException, InterruptedException {
    Path written = directory.resolve(name + ".flv");
    Files.write(written, FlvFiles.remux(FlvFiles.load(name + ".flv")));
    assertThat(frames(written)).isEqualTo(frames(FlvFiles.DIRECTORY.resolve(name + ".flv")));
  }

  /// One checksum for each decoded frame, without the lines that name the file.
  private String frames(Path flv) throws IOException, InterruptedException {
    Path output = directory.resolve("out");
    Path errors = directory.resolve("err");
    Process ffmpeg =
        new ProcessBuilder(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-i",
                flv.toString(),
                "-fps_mode",
                "passthrough",
                "-f",
                "framemd5",
                "-")
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(ffmpeg.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      ffmpeg.destroyForcibly();
    }
    assertThat(Files.readString(errors)).isEmpty();
    assertThat(ffmpeg.exitValue()).isZero();
    String frames = Files.readString(output);
    assertThat(frames.lines().filter(line -> !line.startsWith("#"))).isNotEmpty();
    return frames;
  }
}
