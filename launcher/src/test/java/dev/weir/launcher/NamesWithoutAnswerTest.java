package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The name server is gone: what needs it waits, and nothing else does.
class NamesWithoutAnswerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String DOCUMENT =
      """
      {"config": {
         "protocols": [{"connector": "HTTP", "port": 0}, {"connector": "RTMP", "port": 0}],
         "triggers": {
           "USER_NEW": [{"handler": "http://handler.black-hole.invalid/", "sync": true,
                         "streams": ["vip"], "default": "0"}],
           "STREAM_READY": [{"handler": "http://told.black-hole.invalid/"}]}},
       "streams": {
         "demo": {"source": "demo:"}, "vip": {"source": "demo:"},
         "far": {"source": "rtmp://rtmp.black-hole.invalid/live/x", "always_on": true},
         "list": {"source": "http://hls.black-hole.invalid/index.m3u8", "always_on": true},
         "film": {"source": "http://film.black-hole.invalid/film.mp4"}},
       "variables": {"text": {"target": "http://variable.black-hole.invalid/", "interval": 1}},
       "auto_push": {"up": {"stream": "demo", "target": "rtmp://push.black-hole.invalid/live/x"}}}
      """;

  @AfterAll
  static void end() {
    BlackHole.open();
  }

  @Test
  void keepNobodyWaitingWhoDoesNotNeedThem() throws Exception {
    try (Server server = Servers.with(DOCUMENT, Transport.Kind.AUTO);
        ApiClient api = new ApiClient(server);
        HttpClient http = HttpClient.newHttpClient()) {
      String web = "http://127.0.0.1:" + server.listeners().getFirst().address().getPort();
      try (InputStream demo = URI.create(web + "/demo.flv").toURL().openStream()) {
        CompletableFuture<HttpResponse<InputStream>> guarded = open(http, web + "/vip.flv");
        CompletableFuture<HttpResponse<InputStream>> film = open(http, web + "/film.mp4");
        Await.until(
            "all of them wait: " + BlackHole.asked(),
            LIMIT,
            () ->
                BlackHole.asked()
                    .keySet()
                    .containsAll(
                        List.of("handler", "told", "rtmp", "hls", "film", "variable", "push")));
        assertThat(BlackHole.asked().values()).noneMatch(thread -> thread.startsWith("weir-loop"));
        for (int i = 0; i < 20; i++) {
          assertThat(api.ask("{'version':1}").has("version")).isTrue();
          assertThat(demo.readNBytes(5000)).hasSize(5000);
        }
        try (InputStream another = URI.create(web + "/demo.ts").toURL().openStream()) {
          assertThat(another.readNBytes(5000)).hasSize(5000);
        }
        BlackHole.open();
        assertThat(guarded.get(LIMIT.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(404);
        assertThat(film.get(LIMIT.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(404);
      }
    }
  }

  private static CompletableFuture<HttpResponse<InputStream>> open(HttpClient http, String url) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofInputStream());
  }
}
