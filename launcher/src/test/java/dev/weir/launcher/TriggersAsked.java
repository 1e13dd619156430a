package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.config.Trigger;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
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

/// A whole server whose every trigger has a handler that is waited for, and that notes what it was
/// asked; whose lines are as many as the trigger says.
abstract class TriggersAsked {
  static final Duration LIMIT = Duration.ofSeconds(60);

  final HttpClient http = HttpClient.newHttpClient();
  final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final List<Asked> malformed = new CopyOnWriteArrayList<>(); // of other lines than said
  final Map<String, String> answers = new ConcurrentHashMap<>();
  private final HttpServer handler;
  final Server server;
  final ApiClient api;

  record Asked(String trigger, List<String> lines) {}

  TriggersAsked() throws IOException {
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
      if (lines.size() != Trigger.valueOf(trigger).payload().size()) {
        malformed.add(asked.getLast());
      }
      String usual =
          switch (Trigger.valueOf(trigger)) {
            case PUSH_REWRITE -> lines.get(2);
            case PUSH_OUT_START -> lines.get(1);
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
    assertThat(malformed).isEmpty();
  }

  long count(String trigger) {
    return asked.stream().filter(one -> one.trigger.equals(trigger)).count();
  }

  List<String> lines(String trigger) {
    return asked.stream()
        .filter(one -> one.trigger.equals(trigger))
        .findFirst()
        .orElseThrow(() -> new AssertionError(trigger + " did not fire: " + asked))
        .lines();
  }

  List<String> await(String trigger) {
    Await.until(trigger, LIMIT, () -> asked.stream().anyMatch(one -> one.trigger.equals(trigger)));
    return lines(trigger);
  }

  HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
    return open(http, path);
  }

  HttpResponse<InputStream> open(HttpClient player, String path)
      throws IOException, InterruptedException {
    return player.send(
        HttpRequest.newBuilder(URI.create(web(path))).timeout(LIMIT).build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  String web(String path) {
    return "http://127.0.0.1:" + port("HTTP") + path;
  }

  String rtmp(String stream) {
    return "rtmp://127.0.0.1:" + port("RTMP") + "/live/" + stream;
  }

  int port(String connector) {
    return server.listeners().stream()
        .filter(bound -> bound.protocol().name().equals(connector))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }
}
