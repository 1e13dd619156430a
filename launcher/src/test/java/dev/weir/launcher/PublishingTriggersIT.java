package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What publishers, sources, targets and operators have handlers asked and told.
class PublishingTriggersIT extends TriggersAsked {
  PublishingTriggersIT() throws IOException {}

  @Test
  void aPublisherIsAskedAboutAndMayBeRenamed() throws Exception {
    answers.put("PUSH_REWRITE", "live+renamed");
    String url = rtmp("live");
    try (Ffmpeg _ = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", url)) {
      assertThat(await("STREAM_PUSH")).containsExactly("live+renamed", "127.0.0.1", "RTMP", url);
      assertThat(lines("RTMP_PUSH_REWRITE")).containsExactly(url, "127.0.0.1");
      assertThat(lines("PUSH_REWRITE")).containsExactly(url, "127.0.0.1", "live");
      assertThat(await("STREAM_READY")).containsExactly("live+renamed", "Buffer");
      assertThat(await("LIVE_BANDWIDTH")).hasSize(2).startsWith("live+renamed");
    }
    assertThat(await("CONN_CLOSE")).containsExactly("live+renamed", "127.0.0.1", "RTMP", url);
  }

  @Test
  void theServerAsksAboutItsListenersStartAndStop() throws Exception {
    assertThat(await("OUTPUT_START").getFirst()).contains("\"connector\":");
    api.ask("{'addprotocol':{'connector':'HTTP','interface':'127.0.0.1','port':0}}");
    api.ask("{'deleteprotocol':{'connector':'HTTP','interface':'127.0.0.1','port':0}}");
    assertThat(await("OUTPUT_STOP").getFirst()).contains("\"connector\":\"HTTP\"");
    assertThat(server.mayStart()).isTrue();
    assertThat(lines("SYSTEM_START")).containsExactly(Version.number());
    answers.put("SYSTEM_START", "0");
    assertThat(server.mayStart()).isFalse();
    answers.put("SYSTEM_STOP", "0");
    api.ask("{'shutdown':'maintenance'}");
    assertThat(await("SYSTEM_STOP")).containsExactly("maintenance");
    assertThat(server.stopAsked().toCompletableFuture()).isNotDone();
    asked.clear();
    server.stopping("the process was told to stop");
    assertThat(lines("SYSTEM_STOP")).containsExactly("the process was told to stop");
  }

  @ParameterizedTest
  @CsvSource({"STREAM_PUSH, 0", "CONN_OPEN, 0", "PUSH_REWRITE, ''", "RTMP_PUSH_REWRITE, ''"})
  void eachOfThemCanRefuseAPublisher(String trigger, String answer) throws Exception {
    answers.put(trigger, answer);
    try (Ffmpeg encoder = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", rtmp("live"))) {
      assertThat(encoder.awaitEnd(LIMIT)).isNotZero();
    }
    assertThat(api.ask("{'active_streams':1}").path("active_streams")).isEmpty();
    assertThat(count("STREAM_READY")).isZero();
  }

  @Test
  void aPublisherOfTooMuchIsCutOff() throws Exception {
    answers.put("LIVE_BANDWIDTH", "0");
    try (Ffmpeg encoder = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", rtmp("live"))) {
      assertThat(encoder.awaitEnd(LIMIT)).isNotZero();
    }
    assertThat(await("STREAM_UNLOAD"))
        .containsExactly("live", "Buffer", "uncancelablea handler of LIVE_BANDWIDTH said no");
  }

  @Test
  void aSourceThatCannotBeReadIsToldOf() {
    String source = "rtmp://127.0.0.1:9/live/x"; // the discard port, which nobody serves
    api.ask("{'addstream':{'far':{'source':'" + source + "','always_on':true}}}");
    List<String> lines = await("INPUT_ABORT");
    assertThat(lines.subList(0, 3)).containsExactly("far", source, "weir");
    assertThat(lines.get(4)).isEqualTo("READ_START_FAILURE");
    assertThat(lines.get(5)).isNotBlank();
    api.ask("{'deletestream':'far'}");
    assertThat(await("STREAM_UNLOAD").getFirst()).isEqualTo("far");
  }

  @Test
  void whatATargetGotIsToldInTheEnd(@TempDir Path folder) throws IOException {
    HttpServer uploads = uploads();
    try {
      targetsAreToldOf(
          Map.of(
              folder + "/$stream.ts",
              "HTTPTS",
              "tsudp://127.0.0.1:9",
              "TS",
              rtmp("live"),
              "RTMP",
              "http://127.0.0.1:" + uploads.getAddress().getPort() + "/$stream.mkv",
              "EBML"));
    } finally {
      uploads.stop(0);
    }
  }

  /// A server that takes whatever is put there.
  private static HttpServer uploads() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.sendResponseHeaders(201, -1);
          }
        });
    server.start();
    return server;
  }

  private void targetsAreToldOf(Map<String, String> connectors) {
    connectors.forEach((target, connector) -> {
      asked.clear();
      api.ask("{'push_start':['demo','" + target + "']}");
      Await.until("media at " + target, LIMIT, () -> pushedBytes() > 10_000);
      assertThat(lines("PUSH_OUT_START")).containsExactly("demo", target);
      api.ask("{'push_stop':'demo'}");
      List<String> end = await("OUTPUT_END");
      String used = target.replace("$stream", "demo");
      assertThat(end.get(0)).isEqualTo("demo");
      assertThat(end.get(1)).endsWith(used);
      assertThat(end.get(2)).isEqualTo(connector);
      assertThat(Long.parseLong(end.get(3))).isGreaterThan(10_000);
      assertThat(end.subList(4, 10)).allMatch(number -> number.matches("[0-9]+"));
      assertThat(end.get(10)).isEqualTo("CLEAN_CONTROLLER_REQ");
      List<String> over = await("PUSH_END");
      assertThat(over.getFirst()).matches("[0-9]+");
      assertThat(over.subList(1, 3)).containsExactly("demo", target);
      assertThat(over.get(3)).endsWith(used);
      assertThat(ApiClient.parsed(over.get(4)).isArray()).isTrue();
      assertThat(ApiClient.parsed(over.get(5)).path("bytes").asLong()).isGreaterThan(10_000);
      if (target.startsWith("/")) {
        assertThat(await("RECORDING_END")).isEqualTo(end);
      } else {
        assertThat(count("RECORDING_END")).isZero();
      }
    });
  }

  @Test
  void anUploadThatIsRefusedIsToldOfWithItsReason() throws IOException {
    HttpServer refusing = uploads();
    refusing.removeContext("/");
    String target = "http://127.0.0.1:" + refusing.getAddress().getPort() + "/demo.ts";
    try {
      api.ask("{'push_start':['demo','" + target + "']}");
      List<String> end = await("OUTPUT_END");
      assertThat(end.subList(0, 3)).containsExactly("demo", target, "HTTPTS");
      assertThat(end.get(10)).isEqualTo("WRITE_FAILURE");
      assertThat(end.get(11)).contains("404");
      api.ask("{'push_stop':'demo'}");
      assertThat(await("PUSH_END").subList(1, 3)).containsExactly("demo", target);
      assertThat(count("RECORDING_END")).isZero();
    } finally {
      refusing.stop(0);
    }
  }

  @Test
  void aHandlerSendsAnUploadElsewhereOrForbidsIt() throws IOException {
    HttpServer uploads = uploads();
    String there = "http://127.0.0.1:" + uploads.getAddress().getPort() + "/";
    try {
      answers.put("PUSH_OUT_START", there + "$stream-elsewhere.ts");
      api.ask("{'push_start':['demo','" + there + "demo.ts']}");
      Await.until("media", LIMIT, () -> pushedBytes() > 10_000);
      assertThat(lines("PUSH_OUT_START")).containsExactly("demo", there + "demo.ts");
      api.ask("{'push_stop':'demo'}");
      assertThat(await("PUSH_END").subList(2, 4))
          .containsExactly(there + "demo.ts", there + "demo-elsewhere.ts");
      asked.clear();
      answers.put("PUSH_OUT_START", "");
      api.ask("{'push_start':['demo','" + there + "demo.ts']}");
      assertThat(await("PUSH_END").subList(1, 3)).containsExactly("demo", there + "demo.ts");
      assertThat(count("OUTPUT_END")).isZero();
    } finally {
      uploads.stop(0);
    }
  }

  private long pushedBytes() {
    return api.ask("{'push_list':1}").path("push_list").path(0).path(5).path("bytes").asLong();
  }

  @Test
  void changesOfTheConfigurationAreAskedAbout() {
    api.ask("{'addstream':{'cam':{'source':'push://'}}}");
    assertThat(lines("STREAM_ADD")).hasSize(2).startsWith("cam");
    api.ask("{'addstream':{'cam':{'source':'push://','DVR':60000}}}");
    assertThat(lines("STREAM_CONFIG").get(1)).contains("\"DVR\":60000");
    answers.put("STREAM_CONFIG", "0");
    assertThat(api.ask("{'addstream':{'cam':{'source':'demo:'}}}").toString())
        .contains("a handler of STREAM_CONFIG said no");
    assertThat(api.ask("{'streams':1}").path("streams").path("cam").path("DVR").asInt())
        .isEqualTo(60000);
    answers.put("STREAM_REMOVE", "0");
    assertThat(api.ask("{'deletestream':'cam'}").toString())
        .contains("a handler of STREAM_REMOVE said no");
    assertThat(api.ask("{'streams':1}").path("streams").has("cam")).isTrue();
    answers.remove("STREAM_REMOVE");
    api.ask("{'deletestream':'cam'}");
    assertThat(api.ask("{'streams':1}").path("streams").has("cam")).isFalse();
    assertThat(await("SYSTEM_CONFIG").getFirst()).startsWith("{");
  }
}
