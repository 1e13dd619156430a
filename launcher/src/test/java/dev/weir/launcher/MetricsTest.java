package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What Prometheus and load balancers are told by a whole server.
class MetricsTest {
  // https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\\\n]|\\\\.)*\",?)*})? \\S+");

  private final Server server;
  private final ApiClient api;

  MetricsTest() throws IOException {
    server =
        Servers.with(
            """
            {"config": {"prometheus": "koekjes", "protocols": [{"connector": "HTTP", "port": 0}],
               "triggers": {"USER_NEW": [{"handler": "/bin/true", "sync": true}]}}}
            """,
            Transport.Kind.NIO);
    api = new ApiClient(server);
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  @Test
  void tellsPrometheusEachMetricOnceWithItsType() {
    HttpResponse<String> answer = api.get("/koekjes?", "");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    Set<String> types = new HashSet<>();
    Set<String> series = new HashSet<>();
    String current = "";
    for (String line : answer.body().lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        current = line.split(" ", -1)[2];
        assertThat(types.add(current)).as(line).isTrue();
      } else if (!line.startsWith("#")) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(sample.group(1)).startsWith(current);
        assertThat(series.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
      }
    }
    assertThat(types)
        .contains(
            "mist_logs",
            "mist_cpu",
            "mist_mem_total",
            "mist_shm_used",
            "mist_viewseconds_total",
            "mist_sessions_count",
            "mist_bw_total",
            "stat_bw_total",
            "mist_outputs",
            "mist_sessions_total",
            "mist_sessions",
            "mist_viewcount",
            "mist_viewseconds",
            "mist_bw",
            "mist_trigger_count",
            "mist_trigger_time",
            "mist_trigger_fails",
            "weir_loop_lag_seconds",
            "weir_gc_seconds_total",
            "weir_stream_repaired_total");
  }

  @Test
  void tellsABalancerInItsShape() {
    JsonNode json = ApiClient.parsed(api.get("/koekjes.json?", "").body());
    for (String name : List.of("curr", "tot", "st", "bw", "tags", "conf_streams")) {
      assertThat(json.path(name).isArray()).as(name).isTrue();
    }
    assertThat(json.path("curr")).hasSize(5);
    assertThat(json.path("conf_streams").toString()).isEqualTo("[\"live\",\"demo\"]");
    assertThat(json.path("outputs").path("HLS").textValue())
        .matches("http://HOST:\\d+/hls/\\$/index\\.m3u8");
    for (String output : List.of("HTTP", "MP4", "EBML", "CMAF", "HSS", "HDS", "OGG")) {
      assertThat(json.path("outputs").path(output).asText())
          .as(output)
          .matches("http://HOST:\\d+/.*\\$.*");
    }
    assertThat(json.path("cpu").isNumber()).isTrue();
    assertThat(api.get("/koekjes.json?callback=show&", "").body()).startsWith("show({");
  }

  @Test
  void aBalancerIsToldThePublicAddress() {
    api.ask(
        "{'updateprotocol':[{'connector':'HTTP','port':0},"
            + "{'connector':'HTTP','port':0,'pubaddr':['https://cdn.example/video/']}]}");
    Await.until(
        "the address",
        Duration.ofSeconds(60),
        () ->
            ApiClient.parsed(api.get("/koekjes.json?", "").body())
                .at("/outputs/HLS")
                .asText()
                .equals("https://cdn.example/video/hls/$/index.m3u8"));
  }

  @Test
  void thePathIsASecretThatCanChange() {
    assertThat(api.get("/other?", "").body()).doesNotContain("mist_cpu");
    api.ask("{'config':{'prometheus':'wafels'}}");
    assertThat(api.get("/koekjes?", "").body()).doesNotContain("mist_cpu");
    assertThat(api.get("/wafels?", "").body()).contains("mist_cpu");
    api.ask("{'config':{'prometheus':''}}");
    assertThat(api.get("/wafels?", "").body()).doesNotContain("mist_cpu");
  }
}
