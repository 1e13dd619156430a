package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ports;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each call over HTTP against a whole server, in the words of MistServer's API; and over UDP what
/// its calls do to sessions and files, which their answers do not tell.
class ApiTest {
  private final Server server;
  private final ApiClient api;
  private final UdpClient udp;

  ApiTest() throws IOException {
    server = Servers.withDefaults();
    api = new ApiClient(server);
    udp = new UdpClient(api.uri("/").getPort());
  }

  private Asking by(String transport) {
    return transport.equals("UDP") ? udp::ask : api::ask;
  }

  @AfterEach
  void close() {
    udp.close();
    api.close();
    server.close();
  }

  @Test
  void answersEachFormOfARequestAlike() {
    String command = "{\"version\":true,\"minimal\":1}";
    String form = "command=%7B%22version%22%3Atrue%2C%22minimal%22%3A1%7D";
    JsonNode expected = api.ask(command);
    assertThat(expected.path("version").path("version").isTextual()).isTrue();
    assertThat(ApiClient.parsed(api.get("/api?", command).body())).isEqualTo(expected);
    assertThat(ApiClient.parsed(api.post("/api", "application/x-www-form-urlencoded", form).body()))
        .isEqualTo(expected);
    assertThat(ApiClient.parsed(api.post("/api", "application/json", command).body()))
        .isEqualTo(expected);
  }

  @Test
  void streamsSayWhyAFileCouldNotBePlayed() throws Exception {
    api.ask("{'addstream':{'gone':{'source':'/nowhere/film.mp4'}}}");
    assertThat(stream("gone").path("online").intValue()).isEqualTo(2);
    URI film =
        URI.create(
            "http://127.0.0.1:%d/gone.mp4"
                .formatted(server.listeners().getLast().address().getPort()));
    try (HttpClient viewer = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(film).build();
      assertThat(viewer.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(404);
    }
    assertThat(stream("gone").path("online").intValue()).isZero();
    assertThat(stream("gone").path("error").asText()).contains("there is no such file");
    api.ask("{'addstream':{'gone':{'source':'/nowhere/else.mp4'}}}");
    assertThat(stream("gone").path("online").intValue()).isEqualTo(2);
  }

  private JsonNode stream(String name) {
    return api.ask("{'streams':1}").path("streams").path(name);
  }

  @Test
  void answersCompactlyWithTheHeadersThatClientsExpect() {
    HttpResponse<String> answer = api.get("/api2?", "{'version':1}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/javascript");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(answer.body()).endsWith("}\n\n").doesNotContain("\": ");
    assertThat(answer.body().trim().lines()).hasSize(1);
    assertThat(ApiClient.parsed(answer.body()).path("LTS").intValue()).isEqualTo(1);
    assertThat(ApiClient.parsed(answer.body()).path("authorize"))
        .isEqualTo(ApiClient.json("{'status':'OK','local':true}"));
  }

  @Test
  void takesCallsAtEveryPathAndShowsAPageWithoutOne() {
    assertThat(ApiClient.parsed(api.get("/?", "{'minimal':1,'version':1}").body()).has("version"))
        .isTrue();
    HttpResponse<String> page = api.post("/anything", "text/plain", "");
    assertThat(page.body()).startsWith("<!DOCTYPE html>");
    assertThat(page.headers().firstValue("X-Info")).isPresent();
  }

  @Test
  void showsStreamsConfigAndLogUnlessAMinimalAnswerIsAsked() {
    assertThat(ApiClient.parsed(api.get("/api?", "{}").body()).fieldNames())
        .toIterable()
        .contains("streams", "config", "log", "authorize", "LTS");
    assertThat(ApiClient.parsed(api.get("/api?", "{'minimal':0}").body()).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("authorize", "LTS");
    assertThat(api.ask("{'nobody knows this':1}").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("authorize", "LTS");
  }

  @Test
  void callsBackOnlyFunctionsAndOnlyOnTheOldPath() {
    String command = "{'minimal':1}";
    assertThat(api.get("/api?callback=my.fn_1&", command).body())
        .startsWith("my.fn_1({")
        .endsWith("});\n\n");
    assertThat(api.get("/api?jsonp=f&", command).body()).startsWith("f({");
    assertThat(api.get("/api2?callback=f&", command).body()).startsWith("{");
    assertThat(api.get("/api?callback=alert(1)//&", command).statusCode()).isEqualTo(400);
    assertThat(api.get("/api?callback=%3Cscript%3E&", command).body()).doesNotContain("<script>");
  }

  @Test
  void addsChangesAndDeletesStreams() {
    JsonNode added = api.ask("{'addstream':{'Cam1':{'source':'push://','DVR':60000}}}");
    assertThat(added.path("streams").path("incomplete list").intValue()).isEqualTo(1);
    assertThat(added.path("streams").path("cam1"))
        .isEqualTo(ApiClient.json("{'source':'push://','DVR':60000,'name':'cam1','online':2}"));
    assertThat(names(api.ask("{'streams':1}"))).containsExactly("live", "demo", "cam1");
    api.ask("{'addstream':{'cam1':{'source':'demo:'}}}");
    JsonNode changed = api.ask("{'streams':1}").path("streams").path("cam1");
    assertThat(changed.path("source").textValue()).isEqualTo("demo:");
    assertThat(changed.has("DVR")).isFalse();
    assertThat(api.ask("{'deletestream':['cam1']}").path("streams"))
        .isEqualTo(ApiClient.json("{'incomplete list':1}"));
    assertThat(names(api.ask("{'streams':{'a':{'source':'push://'}}}"))).containsExactly("a");
    assertThat(api.ask("{'deletestreamsource':['a','b']}").path("deletestreamsource"))
        .isEqualTo(ApiClient.json("['-1: Stream deleted, source remains','0: No action taken']"));
    assertThat(names(api.ask("{'streams':1}"))).isEmpty();
  }

  @Test
  void namesMemberValueAndReasonOfWhatIsWrongAndDoesTheRest() {
    JsonNode answer =
        api.ask(
            "{'addstream':{'cam1':{'source':'push://','DVR':1}},'deletestream':'x','version':1}");
    assertThat(answer.path("version").isObject()).isTrue();
    assertThat(answer.path("errors"))
        .isEqualTo(
            ApiClient.json(
                """
                [{'member':'addstream','value':'','reason':
                  'streams.cam1.DVR: 1 is not legal here; legal: 1000 to 2678400000'},
                 {'member':'deletestream','value':'x','reason':'there is no such stream'}]
                """));
    assertThat(names(api.ask("{'streams':1}"))).doesNotContain("cam1");
  }

  @Test
  void showsWhatRunsInEachOfTheThreeForms() {
    assertThat(api.ask("{'active_streams':1}").path("active_streams").isEmpty()).isTrue();
    play("demo");
    assertThat(api.ask("{'active_streams':1}").path("active_streams"))
        .isEqualTo(ApiClient.json("['demo']"));
    JsonNode values =
        api.ask("{'active_streams':['inputs','tracks','status','lastms']}").path("active_streams");
    assertThat(values.path("demo").path(0).intValue()).isEqualTo(1);
    assertThat(values.path("demo").path(1).intValue()).isPositive();
    assertThat(values.path("demo").path(2).textValue()).isEqualTo("Online");
    JsonNode detail = api.ask("{'active_streams':{'stream':'demo'}}").path("active_streams");
    assertThat(detail.path("fields")).hasSize(17);
    assertThat(detail.path("data").path("demo")).hasSize(17);
    JsonNode health =
        api.ask("{'stats_streams':{'fields':['health'],'longform':true}}")
            .path("stats_streams")
            .path("demo")
            .path("health");
    assertThat(health.path("tracks")).isNotEmpty();
    assertThat(health.path(health.path("tracks").path(0).textValue()).path("codec").textValue())
        .isEqualTo("H264");
    assertThat(names(api.ask("{'streams':1}"), "online", 1)).containsExactly("demo");
    assertThat(api.ask("{'active_streams':{'stream':'de+'}}").path("active_streams").path("data"))
        .isEmpty();
    assertThat(api.ask("{'nuke_stream':'demo'}").has("errors")).isFalse();
    Await.until(
        "the end of the demo",
        Duration.ofSeconds(60),
        () -> api.ask("{'active_streams':1}").path("active_streams").isEmpty());
  }

  @Test
  void bindsAndClosesListenersWhileItRuns() throws IOException {
    int port = Ports.freeTcp();
    String entry = "{'connector':'HTTP','interface':'127.0.0.1','port':" + port + "}";
    // The ports of this server's own HTTP entries are overridden; RTMPS and HTTPS are not.
    api.ask("{'addprotocol':" + entry + "}");
    JsonNode protocols = api.ask("{'config':1}").path("config").path("protocols");
    assertThat(protocols).hasSize(3);
    assertThat(protocols).allMatch(protocol -> protocol.path("online").intValue() == 1);
    assertThat(server.listeners()).hasSize(3);
    int bound = server.listeners().getLast().address().getPort();
    try (Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), bound)) {
      assertThat(api.ask("{'addprotocol':" + entry + "}").has("errors")).isFalse();
      assertThat(server.listeners()).as("the same entry again").hasSize(3);
    }
    assertThat(api.ask("{'deleteprotocol':" + entry + "}").has("errors")).isFalse();
    assertThat(server.listeners()).hasSize(2);
    assertThat(api.ask("{'deleteprotocol':" + entry + "}").path("errors")).hasSize(1);
    assertThat(
            api.ask(
                    "{'updateprotocol':[{'connector':'HTTP'},{'connector':'HTTP','pubaddr':"
                        + "['https://a.example']}]}")
                .has("errors"))
        .isFalse();
    assertThat(server.listeners()).hasSize(2);
  }

  @Test
  void changesOnlyTheMembersOfTheConfigurationThatAreGiven() {
    JsonNode before = api.ask("{'config':true}").path("config");
    assertThat(before.path("iid").textValue()).hasSize(16);
    assertThat(before.path("time").longValue()).isGreaterThan(1_700_000_000);
    assertThat(before.path("serverid").textValue()).isEmpty();
    JsonNode after =
        api.ask("{'config':{'serverid':'north','trustedproxy':'192.0.2.1 192.0.2.2','iid':'x'}}")
            .path("config");
    assertThat(after.path("serverid").textValue()).isEqualTo("north");
    assertThat(after.path("trustedproxy")).isEqualTo(ApiClient.json("['192.0.2.1','192.0.2.2']"));
    assertThat(after.path("protocols")).isEqualTo(before.path("protocols"));
    assertThat(after.path("iid")).isEqualTo(before.path("iid"));
    JsonNode whole = api.ask("{'config':" + after + "}");
    assertThat(whole.has("errors")).as("an answer can be sent back").isFalse();
    JsonNode refused = api.ask("{'config':{'debug':11}}");
    assertThat(refused.path("errors").path(0).path("reason").textValue()).contains("config.debug");
  }

  @Test
  void restoresABackup() {
    JsonNode backup = api.ask("{'config_backup':1}").path("config_backup");
    api.ask("{'addstream':{'cam':{'source':'push://'}},'ui_settings':{'a':1}}");
    assertThat(api.ask("{'ui_settings':1}").path("ui_settings").path("a").intValue()).isEqualTo(1);
    assertThat(api.ask("{'config_restore':" + backup + "}").has("errors")).isFalse();
    assertThat(names(api.ask("{'streams':1}"))).containsExactly("live", "demo");
    assertThat(api.ask("{'ui_settings':1}").path("ui_settings")).isEmpty();
    for (String broken : new String[] {"{}", "1", "{'streems':{}}"}) {
      assertThat(api.ask("{'config_restore':" + broken + "}").path("errors")).hasSize(1);
    }
  }

  @Test
  void keepsTagsBandwidthAndVariables() {
    assertThat(api.ask("{'add_tag':['b','a']}").path("tags"))
        .isEqualTo(ApiClient.json("['a','b']"));
    assertThat(api.ask("{'remove_tag':'b'}").path("tags")).isEqualTo(ApiClient.json("['a']"));
    assertThat(api.ask("{'tags':['x']}").path("tags")).isEqualTo(ApiClient.json("['x']"));
    JsonNode usual = api.ask("{'bandwidth':1}").path("bandwidth");
    assertThat(usual.path("limit").longValue()).isEqualTo(134_217_728);
    assertThat(usual.path("exceptions")).hasSize(5);
    assertThat(
            api.ask("{'bandwidth':{'limit':5,'exceptions':['10.0.0.0/8']}}")
                .path("bandwidth")
                .path("limit")
                .longValue())
        .isEqualTo(5);
    api.ask("{'variable_add':['host','a.example']}");
    assertThat(api.ask("{'variable_list':1}").path("variable_list"))
        .isEqualTo(ApiClient.json("{'host':{'value':'a.example'}}"));
    api.ask("{'variable_remove':'host'}");
    assertThat(api.ask("{'variable_list':1}").path("variable_list")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "push://@secret, Buffer",
    "rtmp://a.example/live/x, RTMP",
    "https://a.example/live.m3u8?token=1, HLS",
    "http://a.example/film.mp4?token=1, MP4",
    "ts-exec:/usr/bin/program, TS",
    "/srv/film.webm, EBML",
    "/srv/media/, Folder"
  })
  void saysWhatOpensASource(String source, String input) {
    JsonNode answer = api.ask("{'capabilities':'" + source + "'}").path("capabilities");
    assertThat(answer.path("name").textValue()).isEqualTo(input);
    assertThat(answer)
        .isEqualTo(
            api.ask("{'capabilities':true}").path("capabilities").path("inputs").path(input));
  }

  @Test
  void saysThatNothingOpensASourceWithoutShowingIt() {
    JsonNode answer = api.ask("{'capabilities':'ftp://user:secret@a.example/x'}");
    assertThat(answer.has("capabilities")).isFalse();
    assertThat(answer.path("errors").toString()).contains("no source").doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({"HTTP, stop_tag", "UDP, stop_tag", "HTTP, stop_sessid", "UDP, stop_sessid"})
  void aSessionIsShownTaggedStoppedAndKeptAway(String transport, String stop) throws IOException {
    Asking by = by(transport);
    HttpURLConnection viewer = viewer();
    assertThat(viewer.getInputStream().readNBytes(1000)).hasSize(1000);
    JsonNode clients =
        by.ask("{'clients':{'streams':['demo'],'protocols':['FLV']}}").path("clients");
    JsonNode fields = clients.path("fields");
    JsonNode row = clients.path("data").path(0);
    assertThat(row).hasSameSizeAs(fields);
    assertThat(row.path(0).textValue()).isEqualTo("127.0.0.1");
    assertThat(row.path(1).textValue()).isEqualTo("demo");
    assertThat(row.path(2).textValue()).isEqualTo("FLV");
    String id = "";
    for (int i = 0; i < fields.size(); i++) {
      id = fields.path(i).asText().equals("sessid") ? row.path(i).asText() : id;
    }
    assertThat(id).matches("[0-9a-f]{64}");
    assertThat(by.ask("{'clients':{'fields':['crc','sessid']}}").at("/clients/data/0/0").asLong())
        .as("as of 2017")
        .isPositive();
    by.ask("{'tag_sessid':{'" + id + "':'gold'}}");
    by.ask("{'stop_tag':['silver'],'stop_sessid':['0" + id.substring(1) + "0']}");
    assertThat(viewer.getInputStream().readNBytes(1000)).as("not his").hasSize(1000);
    by.ask("{'" + stop + "':['" + (stop.equals("stop_tag") ? "gold" : id) + "']}");
    assertThat(isOver(viewer)).isTrue();
    assertThat(viewer().getResponseCode()).as("within ten seconds").isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "HTTP | 'demo'",
        "HTTP | {'demo':'FLV'}",
        "HTTP | ['FLV']",
        "HTTP | ''",
        "UDP | 'demo'",
        "UDP | {'demo':'FLV'}",
        "UDP | ['FLV']",
        "UDP | ''"
      })
  void eachFormStopsTheSessionsThatItMeans(String transport, String which) throws IOException {
    Asking by = by(transport);
    HttpURLConnection viewer = viewer();
    assertThat(viewer.getInputStream().readNBytes(1000)).hasSize(1000);
    by.ask("{'stop_sessions':{'demo':'HLS'}}");
    by.ask("{'stop_sessions':['RTMP']}");
    by.ask("{'stop_sessions':'live'}");
    assertThat(viewer.getInputStream().readNBytes(1000)).as("others").hasSize(1000);
    by.ask("{'stop_sessions':" + which + "}");
    assertThat(isOver(viewer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP", "UDP"})
  void streamsAreDeletedWithTheirFiles(String transport, @TempDir Path folder) throws IOException {
    Asking by = by(transport);
    Path film = media(folder.resolve("film.ts"));
    Path alone = media(folder.resolve("alone.ts"));
    Path below = media(Files.createDirectory(folder.resolve("all")).resolve("a.ts"));
    Path text = Files.writeString(folder.resolve("notes.txt"), "not media");
    Path kept = media(folder.resolve("kept.ts"));
    Path index = Files.writeString(folder.resolve("film.ts.weirindex"), "made by the server");
    by.ask(
        """
        {'addstream':{'film':{'source':'%1$s/film.ts'},'alone':{'source':'%1$s/alone.ts'},
                      'all':{'source':'%1$s/all/'},'text':{'source':'%1$s/notes.txt'},
                      'kept':{'source':'%1$s/kept.ts'},'pushed':{'source':'push://'}}}
        """
            .formatted(folder)
            .replace("\n", ""));
    assertThat(
            by.ask(
                    "{'deletestreamsource':['film','alone','all+a.ts','all+../kept.ts','text','pushed']}")
                .path("deletestreamsource"))
        .isEqualTo(
            ApiClient.json(
                """
                ['-3: Stream, source file and index deleted','-2: Stream and source file deleted',
                 '1: Source file deleted','0: No action taken','-1: Stream deleted, source remains',
                 '-1: Stream deleted, source remains']
                """));
    assertThat(List.of(film, alone, below, index)).noneMatch(Files::exists);
    assertThat(List.of(text, kept)).allMatch(Files::exists);
    assertThat(names(by.ask("{'streams':1}")))
        .contains("all", "kept")
        .doesNotContain("film", "text");
    assertThat(by.ask("{'deletestreamsource':'film'}").path("deletestreamsource").textValue())
        .isEqualTo("0: No action taken");
  }

  private static Path media(Path file) throws IOException {
    return Files.copy(SampleMedia.H264_AAC.file(), file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP", "UDP"})
  void invalidatedSessionsAreCountedAndAskedAboutAgain(String transport) throws IOException {
    HttpURLConnection viewer = viewer();
    assertThat(viewer.getInputStream().readNBytes(1000)).hasSize(1000);
    Asking by = by(transport);
    String totals = "{'totals':{'streams':['demo'],'fields':['clients','upbps']}}";
    Await.until(
        "he is counted",
        Duration.ofSeconds(60),
        () -> isCounted(by.ask(totals).path("totals").path("data")));
    by.ask("{'config':{'triggers':{'USER_NEW':[{'handler':'','sync':true,'default':'0'}]}}}");
    by.ask("{'invalidate_sessions':'live'}");
    assertThat(viewer.getInputStream().readNBytes(1000)).as("another stream").hasSize(1000);
    by.ask("{'invalidate_sessions':'demo'}");
    assertThat(isOver(viewer)).isTrue();
    assertThat(viewer().getResponseCode()).as("stays refused").isEqualTo(404);
    by.ask("{'config':{'triggers':{}}}");
    assertThat(viewer().getResponseCode()).as("until it is asked again").isEqualTo(404);
    by.ask("{'invalidate_sessions':'demo'}");
    Await.until("he may", Duration.ofSeconds(60), this::isLetIn);
  }

  private boolean isLetIn() {
    try {
      return viewer().getResponseCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isCounted(JsonNode seconds) {
    for (JsonNode second : seconds) {
      if (second.path(0).asLong() == 1 && second.path(1).asLong() > 0) {
        return true;
      }
    }
    return false;
  }

  private HttpURLConnection viewer() throws IOException {
    int port = server.listeners().getLast().address().getPort();
    URI url = URI.create("http://127.0.0.1:" + port + "/demo.flv");
    HttpURLConnection viewer = (HttpURLConnection) url.toURL().openConnection();
    viewer.setReadTimeout(60_000);
    return viewer;
  }

  private static boolean isOver(HttpURLConnection viewer) {
    try {
      viewer.getInputStream().transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true; // cut off in the middle
    }
  }

  @Test
  void keysOfStreamsAreReplacedAsAWholeOrDeletedEachByItsStream() {
    api.ask("{'streamkeys':{'old':'live'}}");
    JsonNode keys = api.ask("{'streamkeys':{'one':'live+a','two':'live+b'}}").path("streamkeys");
    assertThat(keys).hasSize(2).noneMatch(stream -> stream.textValue().equals("live"));
    assertThat(api.ask("{'streamkey_del':{'one':'live+b','two':'live+b'}}").path("streamkey_del"))
        .isEqualTo(ApiClient.json("{'deleted':['two']}"));
    assertThat(api.ask("{'streamkey_add':{'one':'live+a','three':'x'}}").path("streamkey_add"))
        .as("one is what it was")
        .isEqualTo(ApiClient.json("{'added':['three']}"));
  }

  @Test
  void automaticPushesAreRemovedByIdByStreamAndAsTheyWereAdded() {
    api.ask(
        "{'push_auto_add':{'a':{'stream':'live','target':'/a.ts'},'b':{'stream':'x','target':'/b.ts'},"
            + "'c':{'stream':'y+','target':'/c.ts'},'d':{'stream':'#t','target':'/d.ts'}}}");
    assertThat(api.ask("{'push_auto_add':['z','/e.ts']}").path("auto_push")).hasSize(5);
    assertThat(
            api.ask("{'push_auto_remove':['a','x',{'stream':'y+','target':'/c.ts'}]}")
                .path("push_auto_list"))
        .isEqualTo(ApiClient.json("[['#t','/d.ts'],['z','/e.ts']]"));
    assertThat(api.ask("{'push_auto_remove':['z','/e.ts']}").path("push_auto_list"))
        .isEqualTo(ApiClient.json("[['#t','/d.ts']]"));
  }

  @Test
  void saysWhereItIs() {
    assertThat(api.ask("{'api_endpoint':1}").path("api_endpoint").textValue())
        .isEqualTo(server.apiEndpoint());
  }

  @Test
  void stopsOnlyForThoseOnItsOwnMachine() {
    String token =
        api.ask("{'addtoken':{'name':'t','scope':'admin'}}")
            .path("addtoken")
            .path("token")
            .asText();
    assertThat(api.ask("{'shutdown':1}", "Authorization", "Bearer " + token).path("shutdown"))
        .hasToString("\"Ignored - only local users may request shutdown\"");
    assertThat(server.stopAsked().toCompletableFuture()).isNotDone();
    assertThat(api.ask("{'shutdown':'maintenance'}").path("shutdown"))
        .hasToString("\"Shutting down\"");
    assertThat(server.stopAsked().toCompletableFuture())
        .as("the answer is sent before the server stops")
        .succeedsWithin(Duration.ofSeconds(60))
        .isEqualTo("maintenance");
  }

  @Test
  void movesTheApiItself() {
    int port = Ports.freeTcp();
    String before = server.apiEndpoint();
    // Its port is overridden in this test, its address is not.
    api.ask("{'config':{'controller':{'interface':'127.0.0.2','port':" + port + "}}}");
    assertThat(server.apiEndpoint()).startsWith("http://127.0.0.2:").isNotEqualTo(before);
    assertThat(api.ask("{'version':1}").path("version").isObject()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"version\": tru} | line 1, column",
        "{\"version\": [1 | close marker for Array (that of line 1, column 13)",
        "[] | a request is an object",
        "{\"a\":1}{} | line 1",
        "{\"a\":1,\"a\":2} | Duplicate field",
      })
  void saysWhereARequestIsNoJson(String body, String reason) {
    HttpResponse<String> answer = api.post("/api", "application/json", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(ApiClient.parsed(answer.body()).path("errors").path(0).path("reason").asText())
        .contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'addstream':{'<script>alert(1)</script>':{'source':'push://'}}}",
        "{'addstream':{'a\\nb':{'source':'push://'}}}",
        "{'addstream':{'$(id)|x':{'source':'push://'}}}",
        "{'addstream':{'../../etc':{'source':'push://'}}}",
        "{'addstream':{'a':{'source':'push://','DVR':1e999}}}",
        "{'addstream':{'a':1}}",
        "{'addstream':[]}",
        "{'streams':{'a':{}}}",
        "{'deletestream':5}",
        "{'config':{'protocols':'none'}}",
        "{'config':{'protocols':[{'connector':'HTTP','port':1e9}]}}",
        "{'addprotocol':[1]}",
        "{'updateprotocol':[{'connector':'HTTP'}]}",
        "{'nuke_stream':{'a':1}}",
        "{'active_streams':['nothing']}",
        "{'tags':[1]}",
        "{'variable_add':['a b','x']}",
        "{'addtoken':{'name':'t','scope':'god'}}"
      })
  void refusesWhatMakesNoSenseAndGoesOn(String request) {
    String before = api.ask("{'config_backup':1}").path("config_backup").toString();
    JsonNode answer = api.ask(request);
    boolean cleaned = answer.path("streams").has("incomplete list");
    assertThat(cleaned || answer.has("errors")).isTrue();
    if (!cleaned) {
      assertThat(api.ask("{'config_backup':1}").path("config_backup")).hasToString(before);
    }
    assertThat(api.ask("{'version':1}").path("version").isObject()).isTrue();
  }

  @Test
  void boundsDepthAndSize() {
    String deep = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    assertThat(ApiClient.parsed(api.post("/api", "application/json", deep).body()).has("errors"))
        .isTrue();
    assertThat(api.post("/api", "application/json", " ".repeat(5 << 20)).statusCode())
        .isEqualTo(413);
  }

  private void play(String stream) {
    Await.until(
        stream + " plays",
        Duration.ofSeconds(60),
        () -> {
          int port = server.listeners().getLast().address().getPort();
          try {
            URI.create("http://127.0.0.1:" + port + "/hls/" + stream + "/index.m3u8")
                .toURL()
                .openStream()
                .close();
            return true;
          } catch (IOException _) {
            return false;
          }
        });
  }

  private static Iterable<String> names(JsonNode answer) {
    List<String> names = new ArrayList<>();
    answer.path("streams").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Iterable<String> names(JsonNode answer, String field, int value) {
    return answer.path("streams").properties().stream()
        .filter(member -> member.getValue().path(field).intValue() == value)
        .map(Map.Entry::getKey)
        .toList();
  }
}
