package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpLimits;
import dev.weir.http.LiveClip;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.Frames;
import dev.weir.testkit.SampleMedia;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What FFmpeg reads is what was published, picture for picture.
class ProgressiveInteropIT {
  private final TestStreams streams = new TestStreams();
  private final TestServer server =
      new TestServer(
          HttpLimits.DEFAULT,
          null,
          ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));

  @AfterEach
  void close() {
    streams.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"flv, H264_AAC", "ts, H264_AAC", "flv, H264_B_FRAMES_AAC", "ts, H264_B_FRAMES_AAC"})
  void ffmpegReadsWhatWasPublished(String extension, SampleMedia media) throws Exception {
    String url = "http://127.0.0.1:" + server.port() + "/live." + extension;
    try (LiveClip _ = new LiveClip(media, streams.publish("live"))) {
      Frames decoded =
          FfmpegInput.of(url).pictures(50).within(Duration.ofSeconds(60)).decode().frames();
      assertThat(decoded.video()).hasSizeGreaterThanOrEqualTo(50);
      assertThat(decoded.audio()).isNotEmpty();
      Frames published = FfmpegInput.of(media.file()).decode().frames();
      assertThat(published.video().stream().map(Frames.Frame::hash).toList())
          .containsSequence(
              decoded.video().subList(5, 30).stream().map(Frames.Frame::hash).toList());
    }
  }
}
