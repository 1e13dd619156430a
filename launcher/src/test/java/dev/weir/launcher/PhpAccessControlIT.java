package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.Ports;
import dev.weir.testkit.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Access control as operators do it: a PHP script is asked about each session.
class PhpAccessControlIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String HERE = "127.0.0.1";
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int phpPort = Ports.freeTcp();
  private final ChildProcess php;
  private final Server server;
  private final Path asked;

  PhpAccessControlIT(@TempDir Path directory) throws IOException {
    asked = Files.createFile(directory.resolve("asked"));
    Path script = directory.resolve("check.php");
    try (InputStream in = getClass().getResourceAsStream("check.php")) {
      Files.copy(Objects.requireNonNull(in), script);
    }
    php =
        ChildProcess.start(
            List.of(
                "/usr/bin/env",
                "ASKED=" + asked,
                Tool.PHP.path().toString(),
                "-S",
                HERE + ":" + phpPort,
                script.toString()));
    server =
        Servers.with(
            """
            {"config": {
               "protocols": [{"connector": "HTTP", "port": 0}, {"connector": "RTMP", "port": 0}],
               "triggers": {"USER_NEW": [
                 {"handler": "http://127.0.0.1:%d/", "sync": true, "default": "0"}]}},
             "streams": {"demo": {"source": "demo:"}}}
            """
                .formatted(phpPort),
            Transport.Kind.AUTO);
  }

  @BeforeEach
  void phpAnswers() {
    Await.until("the PHP server", LIMIT, this::phpListens);
  }

  private boolean phpListens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), phpPort), 1000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @AfterEach
  void close() {
    http.close();
    server.close();
    php.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/hls/demo/index.m3u8",
        "/cmaf/demo/index.m3u8",
        "/cmaf/demo/index.mpd",
        "/demo.mp4",
        "/demo.flv",
        "/demo.ts"
      })
  void onlyTheRightHashFromTheRightAddressIsLetIn(String path) {
    String good = "?user=7&hash=" + hash("7", HERE);
    assertThat(status(path + good)).isEqualTo(200);
    assertThat(status(path + "?user=8&hash=" + hash("7", HERE))).isEqualTo(404);
    assertThat(status(path + "?user=7&hash=0123")).isEqualTo(404);
    assertThat(status(path)).isEqualTo(404);
    assertThat(status(path + good, "X-Real-IP", "192.0.2.99")).isEqualTo(404);
    String there = "?user=7&hash=" + hash("7", "192.0.2.99");
    assertThat(status(path + there, "X-Real-IP", "192.0.2.99")).isEqualTo(200);
  }

  @Test
  void rtmpIsAskedAboutToo() {
    String stream = "rtmp://127.0.0.1:" + port("RTMP") + "/play/demo";
    assertThat(played(stream + "?user=7&hash=" + hash("7", HERE))).isTrue();
    assertThat(played(stream + "?user=7&hash=bad")).isFalse();
    assertThat(played(stream + "?user=8&hash=" + hash("7", HERE))).isFalse();
    assertThat(asked())
        .allSatisfy(visit -> assertThat(visit.path("protocol").asText()).isEqualTo("RTMP"));
  }

  @Test
  void theHandlerIsAskedOncePerSession() throws Exception {
    String query = "?user=7&hash=" + hash("7", HERE);
    String playlist = body("/hls/demo/index.m3u8" + query);
    String media = playlist.lines().filter(line -> !line.startsWith("#")).findFirst().orElseThrow();
    assertThat(media).contains(query);
    String segments = body("/hls/demo/" + media);
    String segment =
        segments.lines().filter(line -> line.contains(".ts")).findFirst().orElseThrow();
    String variant = media.substring(0, media.indexOf('/'));
    assertThat(status("/hls/demo/" + variant + "/" + segment)).isEqualTo(200);
    assertThat(asked()).hasSize(1);
    JsonNode visit = asked().getFirst();
    assertThat(visit.path("stream").asText()).isEqualTo("demo");
    assertThat(visit.path("ip").asText()).isEqualTo(HERE);
    assertThat(visit.path("protocol").asText()).isEqualTo("HLS");
    assertThat(visit.path("request_url").asText())
        .isEqualTo("http://127.0.0.1:" + port("HTTP") + "/hls/demo/index.m3u8" + query);
    assertThat(visit.path("session_id").asText()).matches("[0-9a-f]{64}");
  }

  @Test
  void whoIsRefusedIsNotAskedAboutAgain() {
    for (int i = 0; i < 3; i++) {
      assertThat(status("/demo.flv?user=7&hash=bad")).isEqualTo(404);
    }
    assertThat(asked()).hasSize(1);
  }

  @Test
  void invalidatingAsksAboutThoseWhoWatchAndThoseWhoWereRefused() throws Exception {
    String good = "/demo.flv?user=7&hash=" + hash("7", HERE);
    String bad = "/demo.flv?user=7&hash=bad";
    try (ApiClient api = new ApiClient(server);
        InputStream watching = uri(good).toURL().openStream()) {
      assertThat(status(bad)).isEqualTo(404);
      assertThat(asked()).hasSize(2);
      api.ask("{'invalidate_sessions':'demo'}");
      assertThat(status(bad)).isEqualTo(404);
      Await.until("the script", LIMIT, () -> asked().size() == 4);
      assertThat(watching.readNBytes(100_000)).as("who fits watches on").hasSize(100_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/player.js", "/skins/default.css", "/demo.html", "/json_demo.js"})
  void thePlayerStaysOpen(String path) {
    assertThat(status(path)).isEqualTo(200);
  }

  private List<JsonNode> asked() {
    try {
      return Files.readAllLines(asked).stream().map(PhpAccessControlIT::json).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean played(String url) {
    try (Ffmpeg player = Ffmpeg.start("-i", url, "-t", "1", "-f", "null", "-")) {
      return player.awaitEnd(LIMIT) == 0;
    }
  }

  private static String hash(String user, String address) {
    try {
      byte[] text = (user + "demo" + address + "secret").getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private int port(String connector) {
    return server.listeners().stream()
        .filter(bound -> bound.protocol().name().equals(connector))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  /// The head is enough: progressive answers have no end.
  private int status(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(LIMIT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<InputStream> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      return answer.statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String body(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(uri(path)).timeout(LIMIT).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port("HTTP") + path);
  }
}
