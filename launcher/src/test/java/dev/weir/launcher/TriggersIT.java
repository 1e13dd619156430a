package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.config.Trigger;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A whole server whose every trigger has a handler that is waited for.
class TriggersIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final HttpServer handler;
  private final Server server;
  private final ApiClient api;

  private record Asked(String trigger, List<String> lines) {}

  TriggersIT() throws IOException {
    handler = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    handler.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    handler.createContext("/", this::handle);
    handler.start();
    server =
        Servers.with(
            """
            {"config": {
               "protocols": [{"connector": "HTTP", "port": 0}, {"connector": "RTMP", "port": 0}],
               "triggers": {%s}},
             "streams": {"demo": {"source": "demo:"}, "live": {"source": "push://"}}}
            """
                .formatted(
                    Arrays.stream(Trigger.values())
                        .map(t ->
                            "\"%s\": [{\"handler\": \"%s\", \"sync\": true}]".formatted(t, url()))
                        .collect(Collectors.joining(","))),
            Transport.Kind.AUTO);
    api = new ApiClient(server);
  }

  private String url() {
    return "http://127.0.0.1:" + handler.getAddress().getPort() + "/";
  }

  /// Texts stay as they are unless a test wants others: the stream or URL that was asked about.
  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String payload = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String trigger = exchange.getRequestHeaders().getFirst("X-Trigger");
      List<String> lines = List.of(payload.split("\n", -1));
      asked.add(new Asked(trigger, lines));
      String usual =
          switch (Trigger.valueOf(trigger)) {
            case PUSH_REWRITE -> lines.get(2);
            case RTMP_PUSH_REWRITE, PLAY_REWRITE -> lines.getFirst();
            case STREAM_SOURCE, DEFAULT_STREAM -> "";
            default -> "true";
          };
      byte[] answer = answers.getOrDefault(trigger, usual).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
    server.close();
    handler.stop(0);
  }

  @Test
  void aViewerIsAskedAboutStepByStep() throws Exception {
    String url = web("/demo.flv?user=1");
    HttpResponse<InputStream> answer = open("/demo.flv?user=1");
    assertThat(answer.statusCode()).isEqualTo(200);
    List<String> visit = List.of("demo", "127.0.0.1", "FLV", url);
    assertThat(asked.stream().map(Asked::trigger).filter(name -> !name.startsWith("OUTPUT")))
        .containsSubsequence(
            "CONN_OPEN", "PLAY_REWRITE", "STREAM_LOAD", "STREAM_SOURCE", "USER_NEW", "CONN_PLAY");
    assertThat(lines("CONN_OPEN")).isEqualTo(visit);
    assertThat(lines("PLAY_REWRITE")).isEqualTo(visit);
    assertThat(lines("CONN_PLAY")).isEqualTo(visit);
    assertThat(lines("STREAM_LOAD")).isEqualTo(List.of("demo"));
    assertThat(lines("STREAM_SOURCE")).isEqualTo(List.of("demo"));
    assertThat(lines("USER_NEW")).hasSize(6).startsWith("demo", "127.0.0.1");
    assertThat(lines("USER_NEW").subList(3, 5)).containsExactly("FLV", url);
    assertThat(await("STREAM_READY")).containsExactly("demo", "Demo");
    assertThat(await("STREAM_BUFFER")).hasSize(3).startsWith("demo", "FULL");
    assertThat(await("LIVE_TRACK_LIST")).hasSize(3).startsWith("demo").endsWith("");
    assertThat(await("OUTPUT_START").getFirst()).contains("\"connector\":");
    answer.body().close();
    assertThat(await("CONN_CLOSE")).isEqualTo(visit);
  }

  @Test
  void aHandlerShowsAnotherStream() throws Exception {
    answers.put("PLAY_REWRITE", "demo");
    HttpResponse<InputStream> answer = open("/secret.flv");
    assertThat(answer.statusCode()).isEqualTo(200);
    answer.body().close();
    assertThat(lines("USER_NEW").getFirst()).isEqualTo("demo");
  }

  @Test
  void aHandlerGivesAnyNameASource() throws Exception {
    answers.put("STREAM_SOURCE", "demo:");
    HttpResponse<InputStream> answer = open("/anything.flv");
    assertThat(answer.statusCode()).isEqualTo(200);
    answer.body().close();
  }

  @Test
  void aHandlerOffersADefault() throws Exception {
    answers.put("DEFAULT_STREAM", "demo");
    HttpResponse<InputStream> answer = open("/live.flv");
    assertThat(answer.statusCode()).isEqualTo(200);
    answer.body().close();
    assertThat(lines("DEFAULT_STREAM"))
        .containsExactly("", "live", "127.0.0.1", "FLV", web("/live.flv"));
  }

  @Test
  void eachOfThemCanRefuseAViewer() throws Exception {
    for (String trigger : List.of("CONN_OPEN", "PLAY_REWRITE", "STREAM_LOAD", "CONN_PLAY")) {
      answers.put(trigger, trigger.equals("PLAY_REWRITE") ? "" : "0");
      HttpResponse<InputStream> answer = open("/demo.flv?test=" + trigger);
      answer.body().close();
      assertThat(answer.statusCode()).as(trigger).isEqualTo(404);
      answers.remove(trigger);
    }
  }

  @Test
  void aPublisherIsAskedAboutAndMayBeRenamed() throws Exception {
    answers.put("PUSH_REWRITE", "live+renamed");
    String url = rtmp("live");
    try (Ffmpeg _ = Ffmpeg.publish(SampleMedia.H264_AAC.file(), "flv", url)) {
      assertThat(await("STREAM_PUSH")).containsExactly("live+renamed", "127.0.0.1", "RTMP", url);
      assertThat(lines("RTMP_PUSH_REWRITE")).containsExactly(url, "127.0.0.1");
      assertThat(lines("PUSH_REWRITE")).containsExactly(url, "127.0.0.1", "live");
      assertThat(await("STREAM_READY")).containsExactly("live+renamed", "Buffer");
      assertThat(await("LIVE_BANDWIDTH")).hasSize(2).startsWith("live+renamed");
    }
    assertThat(await("CONN_CLOSE")).containsExactly("live+renamed", "127.0.0.1", "RTMP", url);
  }

  @Test
  void aPublisherCanBeRefused() throws Exception {
    answers.put("STREAM_PUSH", "0");
    try (Ffmpeg encoder = Ffmpeg.publish(SampleMedia.H264_AAC.file(), "flv", rtmp("live"))) {
      assertThat(encoder.awaitEnd(LIMIT)).isNotZero();
    }
  }

  @Test
  void changesOfTheConfigurationAreAskedAbout() {
    api.ask("{'addstream':{'cam':{'source':'push://'}}}");
    assertThat(lines("STREAM_ADD")).hasSize(2).startsWith("cam");
    api.ask("{'addstream':{'cam':{'source':'push://','DVR':60000}}}");
    assertThat(lines("STREAM_CONFIG").get(1)).contains("\"DVR\":60000");
    answers.put("STREAM_REMOVE", "0");
    assertThat(api.ask("{'deletestream':'cam'}").toString())
        .contains("a handler of STREAM_REMOVE said no");
    assertThat(api.ask("{'streams':1}").path("streams").has("cam")).isTrue();
    answers.remove("STREAM_REMOVE");
    api.ask("{'deletestream':'cam'}");
    assertThat(api.ask("{'streams':1}").path("streams").has("cam")).isFalse();
    assertThat(await("SYSTEM_CONFIG").getFirst()).startsWith("{");
  }

  private List<String> lines(String trigger) {
    return asked.stream()
        .filter(one -> one.trigger.equals(trigger))
        .findFirst()
        .orElseThrow(() -> new AssertionError(trigger + " did not fire: " + asked))
        .lines();
  }

  private List<String> await(String trigger) {
    Await.until(trigger, LIMIT, () -> asked.stream().anyMatch(one -> one.trigger.equals(trigger)));
    return lines(trigger);
  }

  private HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(web(path))).timeout(LIMIT).build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private String web(String path) {
    return "http://127.0.0.1:" + port("HTTP") + path;
  }

  private String rtmp(String stream) {
    return "rtmp://127.0.0.1:" + port("RTMP") + "/live/" + stream;
  }

  private int port(String connector) {
    return server.listeners().stream()
        .filter(bound -> bound.protocol().name().equals(connector))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }
}
