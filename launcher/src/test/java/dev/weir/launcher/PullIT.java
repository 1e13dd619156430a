package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Nginx;
import dev.weir.testkit.Ports;
import dev.weir.testkit.SampleMedia;
import dev.weir.testkit.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Streams that the server fetches from others: from itself, from FFmpeg, from nginx.
class PullIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration TOLERANCE = Duration.ofMillis(2);
  private static final int RESTARTS = Integer.getInteger("weir.pull.restarts", 3);
  private static final Path MEDIA = SampleMedia.H264_AAC.file();

  private final List<Server> servers = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(Server::close);
  }

  /// Starts a server with one stream, `cam`.
  private Server start(String source, String more) throws IOException {
    Server started =
        Servers.with(
            """
            {"config": {"protocols": [{"connector": "HTTP", "interface": "127.0.0.1", "port": 0}],
                        "programs": ["%s"]},
             "streams": {"cam": {"source": "%s"%s}}}
            """
                .formatted(Tool.FFMPEG.path(), source, more),
            Transport.Kind.AUTO);
    servers.add(started);
    return started;
  }

  private static String address(Server of, String path) {
    return "http://127.0.0.1:" + port(of, "HTTP") + path;
  }

  private static int port(Server of, String connector) {
    return of.listeners().stream()
        .filter(bound -> bound.protocol().name().equals(connector))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  private static void assertCarriesEveryFrame(Server of) {
    FfmpegViewer.Received received = FfmpegInput.of(address(of, "/cam.flv")).seconds(4).copy();
    assertThat(received.log().errors()).isEmpty();
    assertThat(received.frames().all()).hasSizeGreaterThan(100);
    received.frames().assertRunOfLoop(SampleMedia.H264_AAC.frames(), TOLERANCE);
  }

  private static void assertPlays(Server of) {
    FfmpegViewer.Received received = FfmpegInput.of(address(of, "/cam.flv")).seconds(3).decode();
    assertThat(received.log().errors()).isEmpty();
    assertThat(received.frames().video()).hasSizeGreaterThan(60);
  }

  @ParameterizedTest
  @CsvSource({"RTMP, rtmp://127.0.0.1:%d/live/live", "HTTP, http://127.0.0.1:%d/live.flv"})
  void carriesEveryFrameOfAnotherWeir(String connector, String source) throws Exception {
    try (Server origin = Servers.withDefaults();
        Ffmpeg _ =
            Ffmpeg.publishForever(
                MEDIA, "flv", "rtmp://127.0.0.1:" + port(origin, "RTMP") + "/live/live")) {
      assertCarriesEveryFrame(start(source.formatted(port(origin, connector)), ""));
    }
  }

  @Test
  void playsHttpTsOfAnotherWeir() throws Exception {
    try (Server origin = Servers.withDefaults();
        Ffmpeg _ =
            Ffmpeg.publishForever(
                MEDIA, "flv", "rtmp://127.0.0.1:" + port(origin, "RTMP") + "/live/live")) {
      assertPlays(start("http-ts://127.0.0.1:" + port(origin, "HTTP") + "/live.ts?x=1", ""));
    }
  }

  @Test
  void playsWhatNginxHas() throws Exception {
    int port = Ports.freeTcp();
    String blocks =
        "rtmp { server { listen 127.0.0.1:%d; application live { live on; } } }".formatted(port);
    try (Nginx _ = Nginx.start(port, blocks);
        Ffmpeg _ = Ffmpeg.publishForever(MEDIA, "flv", "rtmp://127.0.0.1:" + port + "/live/a")) {
      assertPlays(start("rtmp://127.0.0.1:" + port + "/live/a", ""));
    }
  }

  @Test
  void playsDatagrams() {
    AtOnce.each(
        List.of("tsudp://:%d", "tsudp://127.0.0.1:%d", "tsudp://239.255.42.42:%d/lo"),
        this::playsDatagrams);
  }

  private void playsDatagrams(String source) throws IOException {
    int port = Ports.freeUdp();
    String target =
        source.contains("239.")
            ? "udp://239.255.42.42:" + port + "?pkt_size=1316&localaddr=127.0.0.1"
            : "udp://127.0.0.1:" + port + "?pkt_size=1316";
    try (Ffmpeg _ = Ffmpeg.publishForever(MEDIA, "mpegts", target)) {
      assertPlays(start(source.formatted(port), ""));
    }
  }

  /// Sound alone is the first program; pictures are the second.
  @Test
  void playsTheProgramThatIsAskedFor() throws Exception {
    int port = Ports.freeUdp();
    try (Ffmpeg _ =
        Ffmpeg.publish(
            "-stream_loop",
            "-1",
            "-i",
            MEDIA.toString(),
            "-map",
            "0",
            "-c",
            "copy",
            "-program",
            "program_num=11:st=1",
            "-program",
            "program_num=12:st=0",
            "-f",
            "mpegts",
            "udp://127.0.0.1:" + port + "?pkt_size=1316")) {
      Server started = start("tsudp://127.0.0.1:" + port + "#program=12", "");
      assertPlays(started);
      FfmpegViewer.Received received =
          FfmpegInput.of(address(started, "/cam.flv")).seconds(1).decode();
      assertThat(received.frames().audio()).isEmpty();
    }
  }

  @Test
  void playsWhatProgramsPrintAndKillsThemAfterwards() {
    AtOnce.each(
        List.of(
            "ts-exec:%s -c copy -f mpegts -",
            "mkv-exec:%s -c copy -f matroska -",
            "h264-exec:%s -an -c copy -bsf:v h264_mp4toannexb -f h264 -"),
        source -> {
          String program =
              "%s -loglevel error -re -stream_loop -1 -i '%s'".formatted(Tool.FFMPEG.path(), MEDIA);
          assertPlays(start(source.formatted(program), ", \"inputtimeout\": 1"));
        });
    Await.until("that the programs are gone", LIMIT, () -> programs() == 0);
  }

  private static long programs() {
    return ProcessHandle.current()
        .descendants()
        .filter(child -> child.info().command().orElse("").contains("ffmpeg"))
        .count();
  }

  @Test
  void runsNoProgramThatIsNotAllowed() throws Exception {
    Server started = start("ts-exec:/bin/cat /etc/passwd", ", \"always_on\": true");
    awaitError(started, "the program /bin/cat is not allowed; add it to config.programs");
  }

  @Test
  void aSourceThatIsNotThereIsAskedForEverAndSaysSo() throws Exception {
    int port = Ports.freeTcp();
    Server started = start("http://127.0.0.1:" + port + "/live.flv", ", \"always_on\": true");
    awaitError(started, "the connection was refused");
    try (Ffmpeg _ = serve(port)) {
      assertPlays(started);
    }
  }

  /// In turn it is killed, replaced by something that is no source for a while, and frozen.
  @Test
  void viewersStayWhateverTheSourceDoes() throws Exception {
    int port = Ports.freeTcp();
    AtomicLong seen = new AtomicLong();
    Ffmpeg source = serve(port);
    try {
      Server started = start("http://127.0.0.1:" + port + "/live.flv", "");
      Thread viewer = Thread.ofVirtual().start(() -> view(address(started, "/cam.flv"), seen));
      for (int i = 0; i < RESTARTS; i++) {
        awaitMore(seen, 50_000);
        if (i % 3 == 2) {
          source.process().freeze();
          awaitSilence(seen);
          source.process().thaw();
        } else {
          source.process().kill();
          source.close();
          awaitError(started, "broke off", "the connection was refused"); // at the next attempt
          if (i % 3 == 1) {
            try (Garbage _ = new Garbage(port)) {
              awaitError(started, "FLV");
            }
          }
          source = serve(port);
        }
        awaitMore(seen, 50_000);
        assertThat(viewer.isAlive()).isTrue();
        Await.until("that all is well", LIMIT, () -> error(started).isEmpty());
      }
    } finally {
      source.close();
    }
  }

  private static void awaitMore(AtomicLong seen, long bytes) {
    long before = seen.get();
    Await.until("that media comes", LIMIT, () -> seen.get() - before > bytes);
  }

  private static void awaitSilence(AtomicLong seen) {
    AtomicLong before = new AtomicLong(-1);
    Await.until("that no media comes", LIMIT, () -> before.getAndSet(seen.get()) == seen.get());
  }

  /// It comes at half its pace, which is no reason to leave it.
  @Test
  void whatIsSlowIsPlayedAsItComes() throws Exception {
    int port = Ports.freeTcp();
    String[] slow = {"-readrate", "0.5", "-stream_loop", "-1", "-i", MEDIA.toString()};
    try (Ffmpeg _ = serve(port, slow)) {
      Server started = start("http://127.0.0.1:" + port + "/live.flv", "");
      FfmpegViewer.Received received =
          FfmpegInput.of(address(started, "/cam.flv")).seconds(2).decode();
      assertThat(received.log().errors()).isEmpty();
      assertThat(received.frames().video()).hasSizeGreaterThan(40);
      assertThat(error(started)).isEmpty();
    }
  }

  @Test
  void viewersGetAnEndWhenTheSourceMovesAndItPlaysFromItsNewPlace() throws Exception {
    int before = Ports.freeTcp();
    int after = Ports.freeTcp();
    AtomicLong seen = new AtomicLong();
    try (Ffmpeg _ = serve(before);
        Ffmpeg _ = serve(after)) {
      Server started = start("http://127.0.0.1:" + before + "/live.flv", "");
      Thread viewer = Thread.ofVirtual().start(() -> view(address(started, "/cam.flv"), seen));
      awaitMore(seen, 50_000);
      try (ApiClient api = new ApiClient(started)) {
        api.ask("{'addstream':{'cam':{'source':'http://127.0.0.1:" + after + "/live.flv'}}}");
      }
      assertThat(viewer.join(LIMIT)).isTrue();
      assertPlays(started);
    }
  }

  /// One viewer who never comes back by himself.
  private static void view(String url, AtomicLong seen) {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      byte[] piece = new byte[8192];
      for (int count; (count = in.read(piece)) >= 0; ) {
        seen.addAndGet(count);
      }
    } catch (IOException _) {
      // The server closes.
    }
  }

  @Test
  void viewersGetAnEndWhenTheSourceStaysAway() throws Exception {
    int port = Ports.freeTcp();
    AtomicLong seen = new AtomicLong();
    Server started;
    Thread viewer;
    try (Ffmpeg _ = serve(port)) {
      started = start("http://127.0.0.1:" + port + "/live.flv", ", \"resume\": 0");
      viewer = Thread.ofVirtual().start(() -> view(address(started, "/cam.flv"), seen));
      awaitMore(seen, 50_000);
    }
    assertThat(viewer.join(LIMIT)).isTrue();
  }

  @Test
  void garbageEndsNothingButTheAttempt() throws Exception {
    int port = Ports.freeTcp();
    Server started;
    try (Garbage _ = new Garbage(port)) {
      started = start("http://127.0.0.1:" + port + "/live.flv", ", \"always_on\": true");
      awaitError(started, "FLV");
    }
    try (Ffmpeg _ = serve(port)) {
      assertPlays(started);
    }
  }

  /// An HTTP server whose body is no media.
  private static final class Garbage implements AutoCloseable {
    private final com.sun.net.httpserver.HttpServer http;

    Garbage(int port) throws IOException {
      http =
          com.sun.net.httpserver.HttpServer.create(
              new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port), 0);
      http.createContext(
          "/",
          exchange -> {
            try (exchange) {
              exchange.sendResponseHeaders(200, 0);
              exchange
                  .getResponseBody()
                  .write(
                      "<html>not here</html>"
                          .repeat(1000)
                          .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
          });
      http.start();
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }

  /// FFmpeg as an HTTP server for one client.
  private static Ffmpeg serve(int port) {
    return serve(port, "-re", "-stream_loop", "-1", "-i", MEDIA.toString());
  }

  private static Ffmpeg serve(int port, String... input) {
    List<String> words = new ArrayList<>(List.of(input));
    words.addAll(List.of("-c", "copy", "-f", "flv", "-listen", "1"));
    words.add("http://127.0.0.1:" + port + "/live.flv");
    return Ffmpeg.start(words.toArray(String[]::new));
  }

  /// Waits until the API says one of these.
  private static void awaitError(Server of, String... parts) {
    Await.until(
        "an error with one of " + List.of(parts),
        LIMIT,
        () -> Stream.of(parts).anyMatch(error(of)::contains));
  }

  /// What the API says is wrong with the stream.
  private static String error(Server of) {
    try (ApiClient api = new ApiClient(of)) {
      JsonNode stream = api.ask("{'streams':true}").path("streams").path("cam");
      return stream.path("error").asText("");
    }
  }
}
