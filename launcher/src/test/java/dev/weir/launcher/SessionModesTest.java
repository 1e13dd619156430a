package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the configuration says of sessions, tokens and of what is shown in place of a stream, and
/// what a viewer notices of it.
class SessionModesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;
  private final ApiClient api;

  SessionModesTest() throws IOException {
    server =
        Servers.with(
            """
            {"config": {"protocols": [{"connector": "HTTP", "port": 0}]},
             "streams": {"demo": {"source": "demo:"}, "offline": {"source": "demo:"},
               "away": {"source": "push://", "fallback_stream": "demo"},
               "gone": {"source": "push://"}}}
            """,
            Transport.Kind.AUTO);
    api = new ApiClient(server);
  }

  @AfterEach
  void close() {
    http.shutdownNow();
    api.close();
    server.close();
  }

  /// 1 reads the token from the address, 2 from a cookie; 4 writes it into the addresses that are
  /// handed out, 8 one that was made into a cookie.
  @ParameterizedTest
  @CsvSource({
    "15, 4711, 4712, 4711, false",
    "15, '', 4712, 4712, false",
    "15, '', '', made, true",
    "14, 4711, 4712, 4712, false",
    "13, '', 4712, made, true",
    "7, '', '', made, false",
    "2, 4711, '', made, false"
  })
  void theTokenIsReadAndWrittenWhereTheModeSays(
      int mode, String address, String cookie, String token, boolean written) throws Exception {
    api.ask("{'config':{'tknMode':" + mode + "}}");
    String path = "/hls/demo/index.m3u8" + (address.isEmpty() ? "" : "?tkn=" + address);
    String[] headers =
        cookie.isEmpty() ? new String[0] : new String[] {"Cookie", "a=b; tkn=" + cookie};
    HttpResponse<InputStream> answer = open(path, headers);
    assertThat(answer.statusCode()).isEqualTo(200);
    String playlist = text(answer);
    Await.until("the session", LIMIT, () -> !shown("crc").isEmpty());
    String used = shown("crc").getFirst();
    if (token.equals("made")) {
      assertThat(used).isNotIn("4711", "4712");
    } else {
      assertThat(used).isEqualTo(token);
    }
    assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
        .isEqualTo(written ? "tkn=" + used + "; Max-Age=600; Path=/" : "");
    String shown = address.isEmpty() ? used : address;
    boolean inAddresses = (mode & 4) != 0;
    assertThat(playlist)
        .endsWith(
            "/index.m3u8" + (inAddresses || !address.isEmpty() ? "?tkn=" + shown : "") + "\n");
    String info = "/json_demo.js" + (address.isEmpty() ? "" : "?tkn=" + address);
    JsonNode source = ApiClient.parsed(text(open(info, headers))).path("source").path(0);
    for (String url : List.of(source.path("url").asText(), source.path("relurl").asText())) {
      assertThat(url.replaceAll("^[^?]*", "")).isEqualTo(inAddresses ? "?tkn=" + used : "");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, false", "3, false"})
  void whoOnlyWantsInformationIsAskedAboutAsTheModeSays(int mode, boolean asked) throws Exception {
    api.ask(
        "{'config':{'sessionStreamInfoMode':"
            + mode
            + ",'triggers':{'USER_NEW':[{'handler':'','sync':true,'default':'0'}]}}}");
    JsonNode info = ApiClient.parsed(text(open("/json_demo.js")));
    assertThat(info.has("error")).isEqualTo(asked);
  }

  @Test
  void aSessionIsWhatTheModeSays() throws Exception {
    api.ask("{'config':{'sessionViewerMode':14}}");
    open("/demo.flv?tkn=7").body().close();
    open("/demo.ts?tkn=7").body().close();
    Await.until("one session", LIMIT, () -> shown("protocol").equals(List.of("FLV,HTTPTS")));
    api.ask("{'stop_sessions':'','config':{'sessionViewerMode':15}}");
    Await.until("none", LIMIT, () -> shown("protocol").isEmpty());
    open("/demo.flv?tkn=8").body().close();
    open("/demo.ts?tkn=8").body().close();
    Await.until(
        "two sessions",
        LIMIT,
        () -> shown("protocol").size() == 2 && shown("protocol").contains("FLV"));
  }

  @Test
  void anotherStreamIsShownInPlaceOfOneThatIsNotThere() throws Exception {
    assertThat(open("/gone.flv").statusCode()).isEqualTo(404);
    HttpResponse<InputStream> fallback = open("/away.flv?tkn=1");
    assertThat(fallback.statusCode()).isEqualTo(200);
    fallback.body().close();
    Await.until("its fallback", LIMIT, () -> shown("stream").equals(List.of("demo")));
    api.ask("{'config':{'defaultStream':'offline+$stream'}}");
    HttpResponse<InputStream> other = open("/gone.flv?tkn=2");
    assertThat(other.statusCode()).isEqualTo(200);
    other.body().close();
    Await.until("the default", LIMIT, () -> shown("stream").contains("offline+gone"));
    api.ask("{'config':{'defaultStream':'gone'}}");
    assertThat(open("/gone.flv").statusCode()).as("not in circles").isEqualTo(404);
  }

  private List<String> shown(String field) {
    List<String> shown = new ArrayList<>();
    api.ask("{'clients':{'fields':['" + field + "']}}")
        .at("/clients/data")
        .forEach(row -> shown.add(row.path(0).asText()));
    return shown;
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  private HttpResponse<InputStream> open(String path, String... headers)
      throws IOException, InterruptedException {
    int port = server.listeners().getFirst().address().getPort();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LIMIT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }
}
