package dev.weir.http.player;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.flv.FlvMuxer;
import dev.weir.http.HttpLimits;
import dev.weir.http.RawPeer;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.stream.Publisher;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayerRoutesTest {
  private final TestStreams streams = new TestStreams();
  private final TestServer server =
      new TestServer(
          HttpLimits.DEFAULT,
          null,
          PlayerRoutes.routes(
              streams.admissions(),
              List.of(OutputMethod.http("flash/7", "FLV", 5, "$.flv", FlvMuxer::carries)),
              List.of(),
              "Back <soon>"));

  @AfterEach
  void close() {
    streams.close();
    server.close();
  }

  private String get(String path, String... fields) throws Exception {
    try (RawPeer peer = server.connect()) {
      String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
      return peer.send(
              "GET "
                  + path
                  + " HTTP/1.1\r\nHost: tv.example\r\n"
                  + more
                  + "Connection: close\r\n\r\n")
          .readAll();
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @ParameterizedTest
  @CsvSource({
    "/player.js, application/javascript, window.mistPlay",
    "/hlsjs.js, application/javascript, Hls",
    "/mpegts.js, application/javascript, mpegts",
    "/flv.js, application/javascript, mpegts",
    "/skins/default.css, text/css, .mistvideo-player",
    "/favicon.ico, image/svg+xml, svg",
    "/crossdomain.xml, text/xml, allow-access-from",
    "/clientaccesspolicy.xml, text/xml, allow-from"
  })
  void servesWhatPagesNeed(String path, String type, String part) throws Exception {
    assertThat(get(path)).startsWith("HTTP/1.1 200 ").contains("Content-Type: " + type, part);
  }

  @Test
  void filesAreCompressedAndRevalidated() throws Exception {
    String first = get("/player.js", "Accept-Encoding: gzip");
    assertThat(first).contains("Content-Encoding: gzip", "Vary: Accept-Encoding");
    String tag = first.replaceFirst("(?s).*ETag: (\"[^\"]*\").*", "$1");
    assertThat(get("/player.js", "Accept-Encoding: gzip", "If-None-Match: " + tag))
        .startsWith("HTTP/1.1 304 ")
        .endsWith("\r\n\r\n");
    assertThat(get("/player.js", "If-None-Match: " + tag)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void describesTheStreamAsJsonAndAsScript() throws Exception {
    Publisher publisher = streams.publish("live+a");
    publisher.track(TestStreams.SOUND);
    TestStreams.sound(publisher, 0, 60);
    String json = body(get("/json_live+a.js"));
    assertThat(new ObjectMapper().readTree(json).at("/source/0/url").asText())
        .isEqualTo("http://tv.example/live+a.flv");
    assertThat(get("/info_LIVE%20a.js"))
        .contains("Content-Type: application/javascript")
        .contains("mistvideo[\"live+a\"] = {\"type\":\"live\"");
  }

  @Test
  void offlineStreamsAreNoErrorOfHttp() throws Exception {
    assertThat(get("/json_live.js"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Type: application/json")
        .contains("{\"error\":\"Stream is offline\",\"on_error\":\"Back \\u003csoon>\"}");
  }

  @Test
  void namesCannotLeaveThePlacesTheyStandIn() throws Exception {
    String page = get("/live+%3C%2Fscript%3E%22%27%7B%7BNAME%7D%7D.html".replace("%2F", "|"));
    assertThat(page)
        .startsWith("HTTP/1.1 200 ")
        .contains("<title>live+&lt;|script&gt;&quot;&#39;{{NAME}}</title>")
        .contains("mistPlay(\"live+\\u003c|script>\\\"'{{NAME}}\", {");
    assertThat(get("/embed_live+%3Cb%3E.js")).contains("mistPlay(\"live+\\u003cb>\", {");
  }

  @Test
  void otherSitesDoNotLearnTheAddressOfAPage() throws Exception {
    assertThat(get("/live.html?jwt=secret").toLowerCase(Locale.ROOT))
        .contains("referrer-policy: same-origin");
  }

  @Test
  void namesThatAreNoneAreNotFound() throws Exception {
    assertThat(get("/%C3%A9.html")).startsWith("HTTP/1.1 404 ");
  }
}
