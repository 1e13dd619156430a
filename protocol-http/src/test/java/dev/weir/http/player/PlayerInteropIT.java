package dev.weir.http.player;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.flv.FlvMuxer;
import dev.weir.http.HttpLimits;
import dev.weir.http.LiveClip;
import dev.weir.http.Route;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.http.progressive.ProgressiveOutput;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.Nginx;
import dev.weir.testkit.Ports;
import dev.weir.testkit.SampleMedia;
import dev.weir.testkit.Timecode;
import dev.weir.testkit.VideoState;
import dev.weir.ts.TsMuxer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The player in a real browser, alone and behind a real proxy.
class PlayerInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestStreams streams = new TestStreams();
  private final TestServer server = new TestServer(HttpLimits.DEFAULT, null, routes());

  private List<Route> routes() {
    List<Route> routes =
        new ArrayList<>(
            ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));
    routes.addAll(
        PlayerRoutes.routes(
            streams.admissions(),
            List.of(
                OutputMethod.http("flash/7", "FLV progressive", 5, "$.flv", FlvMuxer::carries),
                OutputMethod.webSocket(
                    "ws/flash/7", "FLV WebSocket", 4, "$.flv", FlvMuxer::carries),
                OutputMethod.webSocket(
                    "ws/video/mp4", "MP4 WebSocket", 3, "$.mp4", ProgressiveFormat.MP4::carries),
                OutputMethod.webSocket(
                    "ws/video/webm",
                    "WebM WebSocket",
                    2,
                    "$.webm",
                    ProgressiveFormat.WEBM::carries),
                OutputMethod.http(
                    "html5/video/mp4", "MP4", 1, "$.mp4", ProgressiveFormat.MP4::carries),
                OutputMethod.http(
                    "html5/video/mpeg", "TS progressive", 1, "$.ts", TsMuxer::carries)),
            List.of(),
            ""));
    return routes;
  }

  @AfterEach
  void close() {
    streams.close();
    server.close();
  }

  private LiveClip clip(String name) throws Exception {
    return new LiveClip(SampleMedia.H264_AAC, streams.publish(name));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  private static boolean plays(VideoState video) {
    return video.currentTimeSeconds() > 2
        && video.totalFrames() > 30
        && video.widthPixels() == 320
        && video.audioBytes() > 0;
  }

  private static void awaitPlaying(Browser browser) {
    browser.await("document.querySelector('video') !== null", LIMIT);
    browser.awaitVideo(PlayerInteropIT::plays, LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flash/7", "ws/flash/7", "ws/video/mp4", "html5/video/mpeg"})
  void watchPagePlays(String type) throws Exception {
    try (LiveClip _ = clip("live");
        Browser browser = Chromium.start()) {
      browser.open(url("/live.html?forceType=" + type));
      awaitPlaying(browser);
      assertThat(browser.networkFailures()).isEmpty();
      assertThat(browser.console()).noneMatch(line -> line.startsWith("error"));
      browser.screenshot(Path.of("target", "watch-" + type.replace('/', '-') + ".png"));
      Timecode.of(SampleMedia.H264_AAC).assertShownBy(browser, SampleMedia.DURATION);
    }
  }

  @ParameterizedTest
  @CsvSource({"H264_AAC, ws/video/mp4", "VP9_OPUS, ws/video/webm", "H264_AAC, html5/video/mp4"})
  void watchPageSeeksInAFile(SampleMedia media, String type) {
    try (Browser browser = Chromium.start()) {
      browser.open(url("/" + TestStreams.film(media) + ".html?forceType=" + type));
      browser.await("document.querySelector('video')?.currentTime > 0.3", LIMIT);
      assertThat(browser.evaluate("document.querySelector('video').duration").asDouble())
          .isBetween(7.8, 8.2);
      browser.evaluate("document.querySelector('video').currentTime = 6");
      browser.awaitVideo(
          video -> video.currentTimeSeconds() > 6.3 && video.currentTimeSeconds() < 8.2, LIMIT);
      browser.evaluate("document.querySelector('video').currentTime = 1");
      browser.awaitVideo(
          video -> video.currentTimeSeconds() > 1.3 && video.currentTimeSeconds() < 5, LIMIT);
      assertThat(browser.video().totalFrames()).isGreaterThan(15);
      assertThat(browser.console()).noneMatch(line -> line.startsWith("error"));
    }
  }

  @Test
  void namesWithPlusAndSpacePlay() throws Exception {
    try (LiveClip _ = clip("live+cam 1 & <b>");
        Browser browser = Chromium.start()) {
      browser.open(url("/live+cam%201%20&%20%3Cb%3E.html?user=3&hash=a%26b"));
      awaitPlaying(browser);
      assertThat(browser.evaluate("document.title").asText()).isEqualTo("live+cam 1 & <b>");
    }
  }

  @Test
  void waitsForAStreamThatIsOfflineAndPlaysWhenItComes() throws Exception {
    try (Browser browser = Chromium.start()) {
      browser.open(url("/live.html"));
      browser.await(
          "document.querySelector('[role=status]')?.textContent.includes('Stream is offline')",
          LIMIT);
      assertThat(browser.evaluate("document.querySelector('button').textContent").asText())
          .isEqualTo("Reload");
      assertThat(browser.evaluate("document.querySelector('button').offsetTop").asInt())
          .isGreaterThan(100);
      browser.screenshot(Path.of("target", "watch-offline.png"));
      try (LiveClip _ = clip("live")) {
        awaitPlaying(browser); // by itself
      }
      browser.await(
          "document.querySelector('[role=status]')?.textContent.includes('Stream is offline')",
          LIMIT);
    }
  }

  @Test
  void goesOnToTheNextSourceWhenOneFails() throws Exception {
    try (LiveClip _ = clip("live");
        Browser browser = Chromium.start()) {
      browser.open(url("/live.html"));
      browser.await("typeof mistPlay === 'function'", LIMIT);
      browser.evaluate(
          """
          (async () => {
            const info = await (await fetch('json_live.js')).json();
            info.source.unshift({...info.source[0], relurl: 'nothing.flv'});
            document.body.innerHTML = '<div id="t"></div>';
            const target = document.getElementById('t');
            window.events = [];
            for (const name of ['haveStreamInfo', 'comboChosen', 'initialized', 'error']) {
              target.addEventListener(name, (event) => events.push(name));
            }
            mistPlay('live', {target, streaminfo: info, muted: true, width: 640, loop: true,
                              callback: (player) => { window.player = player; }});
          })()
          """);
      browser.await("window.player !== undefined", LIMIT);
      awaitPlaying(browser);
      assertThat(browser.evaluate("events.join()").asText())
          .isEqualTo("haveStreamInfo,comboChosen,error,comboChosen,initialized");
      assertThat(browser.evaluate("player.api.muted").asBoolean()).isTrue();
      assertThat(browser.evaluate("document.getElementById('t').clientWidth").asInt())
          .isEqualTo(640);
      browser.evaluate("player.unload()");
      assertThat(browser.evaluate("document.querySelectorAll('video').length").asInt()).isZero();
    }
  }

  @Test
  void soundComesWithAButtonWhereItMayNotComeByItself() throws Exception {
    try (LiveClip _ = clip("live");
        Browser browser = Chromium.start()) {
      browser.open(url("/live.html"));
      // Chromium counts our questions as the viewer's clicks, so its refusal is played here.
      browser.evaluate(
          """
          (() => {
            const play = HTMLMediaElement.prototype.play;
            HTMLMediaElement.prototype.play = function () {
              return this.muted ? play.call(this)
                  : Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
            };
            mistPlay('live', {target: document.querySelector('.mistvideo'), fillSpace: true});
          })()
          """);
      browser.await("document.querySelector('.mistvideo-unmute') !== null", LIMIT);
      browser.awaitVideo(video -> video.currentTimeSeconds() > 1, LIMIT);
      assertThat(browser.evaluate("document.querySelector('video').muted").asBoolean()).isTrue();
      browser.screenshot(Path.of("target", "watch-muted.png"));
      browser.evaluate("document.querySelector('.mistvideo-unmute').click()");
      assertThat(browser.evaluate("document.querySelector('video').muted").asBoolean()).isFalse();
    }
  }

  @Test
  void playsOnAnotherServersPage() throws Exception {
    int port = Ports.freeTcp();
    String page =
        """
        <!DOCTYPE html><title>other</title>
        <script src="%s"></script>
        """
            .formatted(url("/embed_live.js"));
    try (LiveClip _ = clip("live");
        Nginx _ = Nginx.start(port, pages(port, page));
        Browser browser = Chromium.start()) {
      browser.open("http://localhost:" + port + "/");
      awaitPlaying(browser);
    }
  }

  private static String pages(int port, String page) {
    return """
    http {
      %s
      server {
        listen 127.0.0.1:%d;
        default_type text/html;
        location / { return 200 '%s'; }
      }
    }
    """
        .formatted(Nginx.HTTP_PATHS, port, page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy_set_header Host $http_host; proxy_set_header X-Real-IP $remote_addr;",
        "proxy_set_header X-Mst-Path http://localhost:PORT/tv;",
        "" // a proxy that tells us nothing
      })
  void playsBehindAProxyThatAddsAPrefix(String fields) throws Exception {
    int port = Ports.freeTcp();
    String blocks =
        """
        http {
          %s
          server {
            listen 127.0.0.1:%d;
            location /tv/ {
              proxy_pass http://127.0.0.1:%d/;
              proxy_http_version 1.1;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection $http_connection;
              proxy_buffering off;
              %s
            }
          }
        }
        """
            .formatted(
                Nginx.HTTP_PATHS,
                port,
                server.port(),
                fields.replace("PORT", Integer.toString(port)));
    try (LiveClip _ = clip("live");
        Nginx _ = Nginx.start(port, blocks);
        Browser browser = Chromium.start()) {
      for (String type : List.of("flash/7", "ws/flash/7")) {
        browser.open("http://localhost:" + port + "/tv/live.html?forceType=" + type);
        awaitPlaying(browser);
      }
      assertThat(browser.evaluate("mistoptions.host").asText())
          .isEqualTo("http://localhost:" + port + "/tv/");
      if (!fields.isEmpty()) {
        String source = "fetch('json_live.js').then(r => r.json()).then(i => i.source[0].url)";
        assertThat(browser.evaluate(source).asText())
            .isEqualTo(
                "http://localhost:"
                    + port
                    + (fields.contains("X-Mst-Path") ? "/tv" : "")
                    + "/live.flv");
      }
    }
  }
}
