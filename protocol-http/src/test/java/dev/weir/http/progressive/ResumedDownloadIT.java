package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpLimits;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.testkit.Await;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.SampleMedia;
import dev.weir.testkit.Tool;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Downloads with curl that are killed half-way and go on where they were.
class ResumedDownloadIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SOME_BYTES = 10_000;

  private final TestStreams streams = new TestStreams();
  private final TestServer server =
      new TestServer(
          HttpLimits.DEFAULT,
          null,
          ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));

  @TempDir private Path folder;

  @AfterEach
  void close() {
    streams.close();
    server.close();
  }

  /// Made of groups of samples, sent by the kernel, and made as Matroska.
  @ParameterizedTest
  @CsvSource({"H264_AAC, .mp4", "HEVC_AAC, .mp4", "H264_AAC, .mkv"})
  void curlGoesOnWhereItWasKilled(SampleMedia media, String ending) throws Exception {
    String url =
        "http://127.0.0.1:%d/%s%s".formatted(server.port(), TestStreams.film(media), ending);
    Path file = folder.resolve("film");
    try (ChildProcess begun = curl(url, file, "--limit-rate", "10k")) {
      Await.until(
          "some of it", LIMIT, () -> Files.exists(file) && file.toFile().length() > SOME_BYTES);
      begun.kill();
    }
    byte[] whole;
    try (InputStream body = URI.create(url).toURL().openStream()) {
      whole = body.readAllBytes();
    }
    assertThat(Files.size(file)).isLessThan(whole.length);
    try (ChildProcess resumed = curl(url, file, "-C", "-")) {
      assertThat(resumed.awaitEnd(LIMIT)).as("%s", resumed.log()).isZero();
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  private static ChildProcess curl(String url, Path file, String... options) {
    List<String> words = new ArrayList<>(List.of(Tool.CURL.path().toString(), "-sS", "--fail"));
    words.addAll(List.of(options));
    words.addAll(List.of("-o", file.toString(), url));
    return ChildProcess.start(words);
  }
}
