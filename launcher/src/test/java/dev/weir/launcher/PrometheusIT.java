package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus, and its checker of metrics, read what the server tells.
class PrometheusIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;
  private final ApiClient api;

  @TempDir private Path directory;

  PrometheusIT() throws IOException {
    server =
        Servers.with(
            """
            {"config": {"prometheus": "koekjes", "protocols": [{"connector": "HTTP", "port": 0}],
               "triggers": {"STREAM_READY": [{"handler": "/bin/true", "sync": true}]}},
             "streams": {"demo": {"source": "demo:", "always_on": true}}}
            """,
            Transport.Kind.AUTO);
    api = new ApiClient(server);
    Await.until(
        "media",
        LIMIT,
        () ->
            api.get("/koekjes?", "").body().contains("weir_stream_jitter_seconds{stream=\"demo\""));
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
    server.close();
  }

  /// What it complains about are names that MistServer gave, which dashboards know.
  @Test
  void theCheckerOfMetricsFindsNoFault() throws Exception {
    Path metrics = directory.resolve("metrics");
    Files.writeString(metrics, api.get("/koekjes?", "").body());
    List<String> command = List.of("sh", "-c", "promtool check metrics < '" + metrics + "' 2>&1");
    try (ChildProcess checker = ChildProcess.start(command)) {
      assertThat(checker.awaitEnd(LIMIT)).as("%s", checker.output()).isIn(0, 3);
      assertThat(checker.output()).allMatch(line -> line.matches("(mist|stat)_\\w+ .*"));
    }
  }

  @Test
  void prometheusScrapesIt() throws Exception {
    int port = freePort();
    URI weir = URI.create(server.apiEndpoint());
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        scrape_configs:
          - job_name: weir
            scrape_interval: 1s
            metrics_path: /koekjes
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(weir.getPort()));
    List<String> command =
        List.of(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port);
    try (ChildProcess prometheus = ChildProcess.start(directory, command)) {
      Await.until("a scrape", LIMIT, () -> value(port, "up").equals("1"));
      for (String query :
          List.of(
              "mist_cpu",
              "mist_sessions_total{sessType=\"viewers\"}",
              "weir_stream_buffer_seconds{stream=\"demo\"}",
              "histogram_quantile(0.9, weir_trigger_duration_seconds_bucket)",
              "weir_loop_lag_seconds",
              "weir_memory_pool_bytes{pool=\"netty\"}",
              "weir_gc_seconds_total")) {
        Await.until(query, LIMIT, () -> !value(port, query).isEmpty());
      }
      assertThat(prometheus.isRunning()).isTrue();
    }
  }

  private String value(int port, String query) {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    try {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        return ""; // it listens, and is not ready
      }
      JsonNode result = ApiClient.parsed(answer.body()).path("data").path("result");
      return result.path(0).path("value").path(1).asText();
    } catch (IOException _) {
      return ""; // it has not begun to listen
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
