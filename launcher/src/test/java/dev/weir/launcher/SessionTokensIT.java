package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is one viewer and who is another, told by the token that stands in the addresses handed out.
class SessionTokensIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern TOKEN = Pattern.compile("[?&;]tkn=([0-9]+)");

  private final Server server;
  private final ApiClient api;

  SessionTokensIT() throws IOException {
    server =
        Servers.with(
            """
            {"config": {
               "protocols": [{"connector": "HTTP", "port": 0}, {"connector": "RTMP", "port": 0}]},
             "streams": {"demo": {"source": "demo:"}, "film": {"source": "%s"}}}
            """
                .formatted(SampleMedia.H264_AAC.file()),
            Transport.Kind.AUTO);
    api = new ApiClient(server);
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  /// 7 writes no cookies; FFmpeg asks for a live MPD at its first address again, and is known there
  /// by its cookie.
  @ParameterizedTest
  @CsvSource({
    "15, /hls/demo/index.m3u8",
    "15, /cmaf/demo/index.m3u8",
    "15, /cmaf/demo/index.mpd",
    "15, /dash/demo/index.mpd",
    "7, /hls/demo/index.m3u8",
    "7, /cmaf/demo/index.m3u8",
    "7, /dash/film/index.mpd"
  })
  void aPlayerIsOneSessionFromItsManifestToItsSegments(int mode, String path) {
    api.ask("{'config':{'tknMode':" + mode + "}}");
    try (Ffmpeg player = player(path)) {
      assertThat(player.awaitEnd(LIMIT)).isZero();
    }
    assertThat(clients("up")).hasSize(1).allMatch(bytes -> Long.parseLong(bytes) > 50_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hls/demo/index.m3u8", "/cmaf/demo/index.mpd", "/demo.flv"})
  void twoPlayersThatLookAlikeAreTwoSessions(String path) {
    try (Ffmpeg first = player(path);
        Ffmpeg second = player(path)) {
      assertThat(first.awaitEnd(LIMIT)).isZero();
      assertThat(second.awaitEnd(LIMIT)).isZero();
    }
    assertThat(clients("crc")).hasSize(2).doesNotHaveDuplicates();
    assertThat(clients("up")).allMatch(bytes -> Long.parseLong(bytes) > 50_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/hls/demo/index.m3u8",
        "/cmaf/demo/index.m3u8",
        "/cmaf/demo/2/index.m3u8",
        "/cmaf/demo/index.mpd",
        "/dash/demo/index.mpd",
        "/smooth/demo.ism/Manifest",
        "/cmaf/demo/Manifest",
        "/dynamic/demo/manifest.f4m"
      })
  void everyAddressOfAManifestHasTheTokenOfItsSession(String path) throws Exception {
    Charset charset =
        path.endsWith("Manifest") ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    String manifest = text(path, charset);
    List<String> tokens = tokens(manifest);
    assertThat(tokens.stream().distinct()).isEqualTo(clients("crc"));
    long addresses =
        Pattern.compile("\\.(m4s|ts|m3u8|abst)\\b|<Location>|/[VA]\\(|<media ")
            .matcher(manifest)
            .results()
            .count();
    assertThat(tokens).hasSize((int) addresses);
  }

  @Test
  void infoAndSmilHaveTokensToo() throws Exception {
    JsonNode sources =
        ApiClient.parsed(text("/json_demo.js", StandardCharsets.UTF_8)).path("source");
    assertThat(
            StreamSupport.stream(sources.spliterator(), false).map(one -> one.path("url").asText()))
        .isNotEmpty()
        .allMatch(url -> TOKEN.matcher(url).find());
    assertThat(tokens(text("/demo.smil", StandardCharsets.UTF_8))).hasSize(1);
  }

  /// Common Media Client Data (CTA-5004) is a field of the session for who asks for it.
  @Test
  void whatAPlayerSaysOfItselfIsThereForTheOperator() throws Exception {
    text("/hls/film/index.m3u8?tkn=7&CMCD=bl%3D900%2Cbr%3D3000", StandardCharsets.UTF_8);
    assertThat(clients("cmcd_br")).containsExactly("3000");
    assertThat(clients("cmcd_bl")).containsExactly("900");
    assertThat(clients("cmcd_reports")).containsExactly("1");
  }

  private Ffmpeg player(String path) {
    return Ffmpeg.start("-i", web(path), "-t", "6", "-c", "copy", "-f", "null", "-");
  }

  private static List<String> tokens(String text) {
    return TOKEN.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private List<String> clients(String field) {
    List<String> shown = new ArrayList<>();
    Await.until(
        "the session",
        LIMIT,
        () -> {
          shown.clear();
          api.ask("{'clients':{'fields':['" + field + "']}}")
              .at("/clients/data")
              .forEach(row -> shown.add(row.path(0).asText()));
          return !shown.isEmpty();
        });
    return List.copyOf(shown);
  }

  private String text(String path, Charset charset) throws IOException {
    try (InputStream body = URI.create(web(path)).toURL().openStream()) {
      return new String(body.readAllBytes(), charset);
    }
  }

  private String web(String path) {
    int port =
        server.listeners().stream()
            .filter(bound -> bound.protocol().name().equals("HTTP"))
            .findFirst()
            .orElseThrow()
            .address()
            .getPort();
    return "http://127.0.0.1:" + port + path;
  }
}
