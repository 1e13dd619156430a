package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import dev.weir.config.TlsFiles;
import dev.weir.media.SampleDump;
import dev.weir.net.Tls;
import dev.weir.stream.CloseReason;
import dev.weir.stream.StreamState;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.SampleMedia;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RTMPS: the same over TLS, with a certificate that only this test trusts.
class RtmpsInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestServer core = new TestServer();
  private final RtmpServer server =
      new RtmpServer(core.transport, core.admissions, core.feeds, _ -> true, System::nanoTime);
  @TempDir private Path directory;
  private int port;

  @BeforeEach
  void listen() throws Exception {
    Process openssl =
        new ProcessBuilder(
                "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
                    .concat(" -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem")
                    .split(" "))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    TlsFiles files = new TlsFiles(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    port =
        server
            .bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Tls.server(files, List.of()))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS)
            .getPort();
  }

  @AfterEach
  void close() {
    server.close();
    Await.until("the end of all sessions", LIMIT, () -> server.connections() == 0);
    core.close();
  }

  @Test
  void ffmpegAndOurClientReceiveWhatFfmpegPublished() throws Exception {
    try (Ffmpeg _ = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", url())) {
      StreamName name = StreamName.clean("cam1").orElseThrow();
      Await.until(
          "the stream",
          LIMIT,
          () ->
              core.streams
                  .find(name)
                  .filter(stream -> stream.state() == StreamState.ONLINE)
                  .isPresent());
      FfmpegViewer.Received received = FfmpegInput.of(url()).seconds(2).copy();
      received.frames().assertRunOfLoop(SampleMedia.H264_AAC.frames(), Duration.ofMillis(1));
      SslContext trusting =
          SslContextBuilder.forClient()
              .trustManager(directory.resolve("cert.pem").toFile())
              .build();
      StringWriter pulled = new StringWriter();
      RtmpLink pull = pull(trusting, new SampleDump(pulled), new CompletableFuture<>());
      Await.until("samples", LIMIT, () -> pulled.toString().lines().count() > 40);
      pull.close(CloseReason.SHUTDOWN);
    }
  }

  @Test
  void clientRefusesACertificateThatNobodyVouchesFor() throws Exception {
    CompletableFuture<CloseReason> end = new CompletableFuture<>();
    pull(Tls.client(), new SampleDump(new StringBuilder()), end);
    assertThat(end)
        .succeedsWithin(LIMIT)
        .satisfies(
            why -> assertThat(why.code()).isEqualTo(CloseReason.Code.FORMAT_SPECIFIC),
            why -> assertThat(why.sentence()).isNotBlank());
  }

  private RtmpLink pull(SslContext trust, SampleDump sink, CompletableFuture<CloseReason> end) {
    RtmpClient client = new RtmpClient(core.transport, core.feeds, trust);
    return client.pull(RtmpUrl.parse(url()), sink, end::complete);
  }

  private String url() {
    return "rtmps://localhost:%d/live/cam1".formatted(port);
  }
}
