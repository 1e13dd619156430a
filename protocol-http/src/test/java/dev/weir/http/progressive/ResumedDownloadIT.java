package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpLimits;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.testkit.Await;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.SampleMedia;
import dev.weir.testkit.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
    String path = "/" + TestStreams.film(media) + ending;
    String url = "http://127.0.0.1:" + server.port() + path;
    Path file = folder.resolve("film");
    try (Stalled line = new Stalled(server.port());
        ChildProcess begun = curl("http://127.0.0.1:" + line.port() + path, file, "--no-buffer")) {
      Await.until(
          "some of it", LIMIT, () -> Files.exists(file) && file.toFile().length() > SOME_BYTES);
      begun.kill();
    }
    byte[] whole;
    try (InputStream body = URI.create(url).toURL().openStream()) {
      whole = body.readAllBytes();
    }
    assertThat(Files.size(file)).isBetween(SOME_BYTES, Stalled.BYTES).isLessThan(whole.length);
    try (ChildProcess resumed = curl(url, file, "-C", "-")) {
      assertThat(resumed.awaitEnd(LIMIT)).as("%s", resumed.log()).isZero();
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  /// A line to a server over which so much of an answer comes, and then nothing more: a client that
  /// limits its rate may still take all that is there at once.
  private static final class Stalled implements AutoCloseable {
    static final long BYTES = 100_000;

    private final ServerSocket listening;
    private final Socket there;

    Stalled(int port) throws IOException {
      listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      there = new Socket(InetAddress.getLoopbackAddress(), port);
      Thread.ofVirtual().start(this::forward);
    }

    int port() {
      return listening.getLocalPort();
    }

    private void forward() {
      try (Socket client = listening.accept()) {
        Thread.ofVirtual().start(() -> answer(client));
        client.getInputStream().transferTo(there.getOutputStream()); // until the client is killed
      } catch (IOException _) {
        // It was, before all was given to it.
      }
    }

    private void answer(Socket client) {
      try {
        client.getOutputStream().write(there.getInputStream().readNBytes((int) BYTES));
      } catch (IOException _) {
        // The client was killed.
      }
    }

    @Override
    public void close() throws IOException {
      there.close();
      listening.close();
    }
  }

  private static ChildProcess curl(String url, Path file, String... options) {
    List<String> words = new ArrayList<>(List.of(Tool.CURL.path().toString(), "-sS", "--fail"));
    words.addAll(List.of(options));
    words.addAll(List.of("-o", file.toString(), url));
    return ChildProcess.start(words);
  }
}
