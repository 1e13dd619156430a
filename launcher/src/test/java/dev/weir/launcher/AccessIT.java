package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Stream keys and tokens against a whole server: encoders, viewers, the API.
class AccessIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final byte[] SECRET =
      "known to the shop and to the server".getBytes(StandardCharsets.US_ASCII);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;
  private final ApiClient api;

  AccessIT() throws IOException {
    server =
        Servers.with(
            """
            {"config": {
               "protocols": [{"connector": "HTTP", "port": 0}, {"connector": "RTMP", "port": 0}],
               "triggers": {"USER_NEW": [{"handler": "", "sync": true, "default": "0"}],
                            "STREAM_PUSH": [{"handler": "", "sync": true, "default": "0",
                                             "streams": ["live", "nowhere"]}]}},
             "streams": {"demo": {"source": "demo:"}, "live": {"source": "push://192.0.2.1"},
                         "locked": {"source": "push://@sha256:%s"}},
             "streamkeys": {"tulip": "live+anna", "crocus": "nowhere"},
             "jwks": [[{"kty": "oct", "kid": "shop", "alg": "HS256", "k": "%s"}, {"admin": true}]]}
            """
                .formatted(sha256("open-sesame"), base64(SECRET)),
            Transport.Kind.AUTO);
    api = new ApiClient(server);
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
    server.close();
  }

  @Test
  void aStreamKeyPublishesItsStreamAndNoOther() throws Exception {
    try (Ffmpeg _ = publish("tulip")) {
      await("live+anna");
    }
    try (Ffmpeg encoder = publish("rose")) {
      assertThat(encoder.awaitEnd(LIMIT)).isNotZero();
    }
  }

  @Test
  void aStreamKeyPublishesWhatNobodyConfigured() throws Exception {
    try (Ffmpeg encoder = publish("crocus");
        Ffmpeg _ = publish("tulip")) {
      await("nowhere");
      await("live+anna");
      api.ask("{'no_unconfigured_streams':1}");
      assertThat(encoder.awaitEnd(LIMIT)).as("what is configured stays").isNotZero();
      assertThat(api.ask("{'active_streams':1}").path("active_streams"))
          .isEqualTo(ApiClient.json("['live+anna']"));
    }
  }

  @Test
  void aTokenPublishesInPlaceOfTheNameOrBesideIt() throws Exception {
    try (Ffmpeg _ = publish(token("{'sub':'live+bob','exp':4000000000}"))) {
      await("live+bob");
    }
    try (Ffmpeg _ = publish("live+eve?jwt=" + token("{'sub':'live'}"))) {
      await("live+eve");
    }
    try (Ffmpeg encoder = publish("live+eve?jwt=" + token("{'sub':'live+bob'}"))) {
      assertThat(encoder.awaitEnd(LIMIT)).isNotZero();
    }
  }

  @Test
  void aPasswordPublishesInThePlaceOfTheApplication() throws Exception {
    try (Ffmpeg encoder = publish("wrong", "locked")) {
      assertThat(encoder.awaitEnd(LIMIT)).isNotZero();
    }
    try (Ffmpeg _ = publish("open-sesame", "locked")) {
      await("locked");
    }
  }

  @Test
  void aTokenLetsWatchOverRtmp() throws Exception {
    String stream = "rtmp://127.0.0.1:" + port("RTMP") + "/play/demo?jwt=";
    assertThat(played(stream + token("{'sub':'demo'}"))).isTrue();
    assertThat(played(stream + token("{'sub':'live'}"))).isFalse();
  }

  @Test
  void aTokenLetsWatchInPlaceOfTheName() throws Exception {
    String token = token("{'sub':'demo','exp':4000000000}");
    assertThat(played("rtmp://127.0.0.1:" + port("RTMP") + "/play/" + token)).isTrue();
    assertThat(played("http://127.0.0.1:" + port("HTTP") + "/hls/" + token + "/index.m3u8"))
        .isTrue();
    assertThat(status("/" + token + ".flv?tkn=4711")).isEqualTo(200);
    String info = text("/json_" + token + ".js");
    assertThat(ApiClient.parsed(info).path("source").findValuesAsText("url"))
        .isNotEmpty()
        .allMatch(url -> url.contains("/" + token));
    assertThat(text("/" + token + ".html")).contains(token);
    assertThat(status("/cmaf/" + token + "/index.mpd")).isEqualTo(200);
    assertThat(api.ask("{'clients':{'fields':['stream']}}").at("/clients/data").toString())
        .isEqualTo("[[\"demo\"]]");
    for (String other :
        List.of(
            token("{'sub':'demo','exp':1500000000}"), token("{'exp':4000000000}"), token + "x")) {
      assertThat(status("/" + other + ".flv")).isEqualTo(404);
      assertThat(status("/hls/" + other + "/index.m3u8")).isEqualTo(404);
    }
    assertThat(played("rtmp://127.0.0.1:" + port("RTMP") + "/play/" + token + "x")).isFalse();
  }

  @Test
  void aTokenLetsWatch() throws Exception {
    assertThat(status("/demo.flv")).as("without one").isEqualTo(404);
    String token = token("{'sub':'demo','exp':4000000000}");
    assertThat(status("/demo.flv?jwt=" + token)).isEqualTo(200);
    assertThat(status("/demo.ts?tkn=" + token)).isEqualTo(200);
    assertThat(status("/demo.mp4", "Authorization", "Bearer " + token)).isEqualTo(200);
    assertThat(status("/hls/demo/index.m3u8", "Cookie", "a=b; jwt=" + token)).isEqualTo(200);
    assertThat(status("/demo.flv?jwt=" + token("{'sub':'live'}"))).isEqualTo(404);
    assertThat(status("/demo.flv?jwt=" + token("{'sub':'demo','exp':1500000000}"))).isEqualTo(404);
    assertThat(status("/demo.flv?jwt=" + token + "x")).isEqualTo(404);
  }

  @Test
  void whoWatchesByATokenIsCutOffWhenItsKeyIsDeleted() throws Exception {
    String path = "/demo.flv?jwt=" + token("{'sub':'demo'}");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("HTTP") + path)).build();
    try (InputStream body = http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(body.readNBytes(1000)).hasSize(1000);
      api.ask("{'deletejwks':'shop'}");
      Thread reader = Thread.ofVirtual().start(() -> drain(body));
      assertThat(reader.join(LIMIT)).as("the body ends").isTrue();
    }
  }

  private static void drain(InputStream body) {
    try {
      body.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // Cut off in the middle.
    }
  }

  @Test
  void aTokenOfAnAdministratorUsesTheApi() throws Exception {
    String token = token("{'sub':'olga'}");
    JsonNode answer = api.ask("{'version':1}", "Authorization", "Bearer " + token);
    assertThat(answer.path("authorize").path("status").textValue()).isEqualTo("OK");
    assertThat(api.ask("{'version':1}", "Authorization", "Bearer " + token + "x").has("version"))
        .isFalse();
  }

  private void await(String stream) {
    Await.until(
        stream + " is published",
        LIMIT,
        () ->
            api.ask("{'active_streams':['status']}")
                .path("active_streams")
                .path(stream)
                .path(0)
                .asText()
                .equals("Online"));
  }

  private static boolean played(String url) {
    try (Ffmpeg player = Ffmpeg.start("-i", url, "-t", "1", "-f", "null", "-")) {
      return player.awaitEnd(LIMIT) == 0;
    }
  }

  private Ffmpeg publish(String name) throws IOException {
    return publish("app", name);
  }

  private Ffmpeg publish(String application, String name) throws IOException {
    String url = "rtmp://127.0.0.1:" + port("RTMP") + "/" + application + "/" + name;
    return Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", url);
  }

  private String text(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port("HTTP") + path);
    try (InputStream body = uri.toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private int status(String path, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("HTTP") + path))
            .timeout(LIMIT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  private int port(String connector) {
    return server.listeners().stream()
        .filter(bound -> bound.protocol().name().equals(connector))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  private static String token(String claims) throws GeneralSecurityException {
    String signed =
        base64("{\"alg\":\"HS256\",\"kid\":\"shop\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
