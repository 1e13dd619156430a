package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.ConfigFile;
import dev.weir.config.ConfigStore;
import dev.weir.control.EventLog;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What strangers and broken programs send to the API: it is answered, nothing else happens.
class HostileApiTest {
  private static final String MARKED = "touched-by-a-shell";
  private static final int EDITS = Integer.getInteger("weir.edits", 400);

  @TempDir private Path directory;
  private Server server;
  private ApiClient api;

  @BeforeEach
  void start() throws Exception {
    ConfigStore store = ConfigStore.openOrCreate(new ConfigFile(directory.resolve("weir.json")));
    server = Server.start(store, Transport.Kind.AUTO, new Ports(0, 0, 0), new EventLog(100));
    api = new ApiClient(server);
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "$(touch touched-by-a-shell)",
        "`touch touched-by-a-shell`",
        "a|touch touched-by-a-shell",
        "a\\nINFO: forged",
        "a\\u0000b",
        "../../etc/passwd",
        "%2e%2e%2f",
        "x+../../y",
        "😀"
      })
  void aNameIsNeverMarkupACommandALineOrAPath(String name) throws IOException {
    JsonNode answer = api.ask("{'addstream':{'" + name + "':{'source':'push://'}}}");
    JsonNode streams = api.ask("{'streams':1}").path("streams");
    streams.fieldNames().forEachRemaining(kept -> assertThat(kept).matches("[a-z0-9_.-]{1,100}"));
    assertThat(answer.has("errors") || answer.path("streams").size() == 2).isTrue();
    for (String call :
        List.of("nuke_stream", "deletestream", "stop_sessions", "tag_stream", "streamkey_add")) {
      String value =
          call.equals("tag_stream") || call.equals("streamkey_add")
              ? "{'" + name + "':'" + name + "'}"
              : "'" + name + "'";
      assertThat(api.ask("{'" + call + "':" + value + "}").path("LTS").intValue()).isOne();
    }
    api.ask("{'log':1}")
        .path("log")
        .forEach(
            line -> assertThat(line.path(2).textValue()).doesNotContain("\n").doesNotContain("\0"));
    assertThat(Files.exists(directory.resolve(MARKED))).isFalse();
    assertThat(Files.exists(Path.of(MARKED))).isFalse();
  }

  @Test
  void aNameOfFourKilobytesIsRefusedInShort() {
    String answer =
        api.ask("{'addstream':{'" + "n".repeat(4096) + "':{'source':'push://'}}}").toString();
    assertThat(answer).contains("errors").hasSizeLessThan(2_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'config':{'debug':1e999}}",
        "{'config':{'debug':-1e999}}",
        "{'config':{'debug':99999999999999999999999999}}",
        "{'addstream':{'a':{'source':'push://','DVR':1e308}}}",
        "{'bandwidth':{'limit':1e999}}",
        "{'clients':{'time':1e999}}",
        "{'totals':{'start':-9223372036854775808,'end':9223372036854775807}}",
        "{'totals':{'start':1e999}}",
        "{'config_rollback':1e999}"
      })
  void numbersBeyondAllBoundsAreNumbersLikeOthers(String request) {
    assertThat(api.ask(request).path("LTS").intValue()).isOne();
    assertThat(api.ask("{'version':1}").has("version")).isTrue();
  }

  @Test
  void tenThousandLevelsAreRefusedWhereTheyBecomeTooMany() {
    for (String open : List.of("[", "{'a':")) {
      JsonNode answer = api.ask("{'version':" + open.repeat(10_000));
      assertThat(answer.path("errors").toString()).contains("line 1, column");
      assertThat(answer.has("version")).isFalse();
    }
  }

  @Test
  void aRequestOverTheLimitIsRefusedWithoutBeingRead() {
    HttpResponse<String> answer =
        api.post("/api2", "application/json", "{\"a\":\"" + "x".repeat(5 << 20) + "\"}");
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  /// A page of a stranger in the browser of somebody on this machine, who needs no login.
  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json"})
  void aPageOfAStrangerCanPostAndChangesNothing(String type) {
    String change = "{\"addstream\":{\"evil\":{\"source\":\"push://\"}},\"shutdown\":1}";
    String body = type.startsWith("application/x") ? "command=" + change : change;
    for (String[] page :
        new String[][] {
          {"Origin", "https://evil.example"},
          {"Origin", "null"},
          {"Referer", "https://evil.example/page"},
          {"Sec-Fetch-Site", "cross-site"}
        }) {
      String answer = api.post("/api", type, body, page).body();
      assertThat(answer).doesNotContain("evil");
    }
    assertThat(api.ask("{'streams':1}").path("streams").has("evil")).isFalse();
  }

  @Test
  void whoMayOnlyReadSeesNothingSecret() {
    api.ask(
        """
        {'addstream':{'cam':{'source':'push://@KEPT-SECRET'},
                      'far':{'source':'rtmp://u:KEPT-SECRET@127.0.0.1:9/a/b'}},
         'config':{'prometheus':'KEPT-SECRET','triggers':{'USER_NEW':
           [{'handler':'http://u:KEPT-SECRET@127.0.0.1:9/?key=KEPT-SECRET'}]}},
         'push_start':['cam','rtmp://127.0.0.1:9/live/KEPT-SECRET'],
         'push_auto_add':['cam','rtmp://127.0.0.1:9/live/KEPT-SECRET'],
         'streamkey_add':{'KEPT-SECRET':'cam'}}
        """
            .replace("\n", ""));
    String token =
        api.ask("{'addtoken':{'name':'t','scope':'read'}}").path("addtoken").path("token").asText();
    JsonNode schema = ApiClient.parsed(api.get("/api/schema?", "{}").body());
    StringBuilder all = new StringBuilder("{'minimal':1");
    schema
        .path("components")
        .path("schemas")
        .path("Request")
        .path("properties")
        .properties()
        .stream()
        .filter(call -> call.getValue().path("x-scope").asText().equals("read"))
        .forEach(call -> all.append(",'").append(call.getKey()).append("':true"));
    String answer = api.ask(all + "}", "Authorization", "Bearer " + token).toString();
    assertThat(answer).contains("push_list", "USER_NEW").doesNotContain("KEPT-SECRET");
  }

  @Test
  void manyEditsAtOnceAreAllSavedAndNobodyNoticesWhoWatches() throws Exception {
    int port = server.listeners().getLast().address().getPort();
    URI demo = URI.create("http://127.0.0.1:" + port + "/demo.flv");
    try (InputStream viewer = demo.toURL().openStream();
        ExecutorService callers = Executors.newFixedThreadPool(16)) {
      List<Future<JsonNode>> answers = new ArrayList<>();
      for (int i : IntStream.range(0, EDITS).toArray()) {
        answers.add(
            callers.submit(() ->
                api.ask("{'addstream':{'s" + i % 100 + "':{'source':'push://@" + i + "'}}}")));
        if (i % 50 == 0) {
          assertThat(viewer.readNBytes(1000)).hasSize(1000);
        }
      }
      for (Future<JsonNode> answer : answers) {
        assertThat(answer.get().has("errors")).isFalse();
      }
      assertThat(viewer.readNBytes(1000)).hasSize(1000);
    }
    ConfigStore saved = ConfigStore.open(new ConfigFile(directory.resolve("weir.json")));
    assertThat(saved.config().streams()).hasSize(Math.min(EDITS, 100) + 2);
    Await.until(
        "the viewer is gone",
        Duration.ofSeconds(60),
        () -> api.ask("{'clients':{}}").path("clients").path("data").size() <= 1);
  }
}
