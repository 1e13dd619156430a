package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpLimits;
import dev.weir.http.LiveClip;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.Firefox;
import dev.weir.testkit.SampleMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the `<video>` elements of browsers make of progressive outputs, without any script of ours.
class BrowserSeeksIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TestStreams streams = new TestStreams();
  private final TestServer server = new TestServer(HttpLimits.DEFAULT, null, routes());

  private List<Route> routes() {
    List<Route> routes =
        new ArrayList<>(
            ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));
    routes.add(
        Route.at(
            "/page.html",
            exchange ->
                exchange.respond(
                    Response.of(
                        200,
                        "text/html",
                        "<!DOCTYPE html><video muted controls "
                            + exchange.request().query().value("how").orElse("")
                            + " src='"
                            + exchange.request().query().value("of").orElse("")
                            + "'></video>"))));
    return routes;
  }

  @AfterEach
  void close() {
    streams.close();
    server.close();
  }

  private String page(String query) {
    return "http://127.0.0.1:" + server.port() + "/page.html?" + query;
  }

  private static void seeks(Browser browser) {
    browser.await("document.querySelector('video').readyState > 1", LIMIT);
    assertThat(browser.evaluate("document.querySelector('video').duration").asDouble())
        .isBetween(7.7, 8.3);
    browser.evaluate("document.querySelector('video').currentTime = 6");
    browser.evaluate("document.querySelector('video').play()");
    browser.awaitVideo(
        video -> video.currentTimeSeconds() > 6.4 && video.currentTimeSeconds() < 8.3, LIMIT);
    browser.evaluate("document.querySelector('video').currentTime = 1");
    browser.awaitVideo(
        video -> video.currentTimeSeconds() > 1.4 && video.currentTimeSeconds() < 5, LIMIT);
    assertThat(browser.video().error()).isEmpty();
  }

  /// MP4 and WebM files that exist nowhere, and an Ogg file as it lies.
  private void seeksInEveryFormat(Browser browser) throws Exception {
    Path ogg = SampleMedia.VP8_OPUS.file().resolveSibling("browser-seeks.ogg");
    Ffmpeg.start("-y", "-i", SampleMedia.VP8_OPUS.file().toString(), "-vn", "-c", "copy", "" + ogg)
        .awaitEnd(LIMIT);
    try {
      String mp4 = TestStreams.film(SampleMedia.H264_AAC).replace("+", "%2B") + ".mp4";
      String webm = TestStreams.film(SampleMedia.VP9_OPUS).replace("+", "%2B") + ".webm";
      for (String path : List.of(mp4, webm, "vod%2Bbrowser-seeks.ogg.ogg")) {
        browser.open(page("of=" + path));
        seeks(browser);
      }
    } finally {
      Files.delete(ogg);
    }
  }

  @Test
  void chromiumSeeks() throws Exception {
    try (Browser browser = Chromium.start()) {
      seeksInEveryFormat(browser);
    }
  }

  @Test
  void firefoxSeeks() throws Exception {
    try (Browser browser = Firefox.start()) {
      seeksInEveryFormat(browser);
    }
  }

  /// What has arrived and is not shown yet is how far the viewer is behind: 0.8 s on a machine that
  /// has nothing else to do. Of itself Chromium would wait until it has two seconds in advance.
  @Test
  void aLiveMp4StartsAtOnceAndStaysNearLive() throws Exception {
    try (LiveClip _ = new LiveClip(SampleMedia.H264_AAC, streams.publish("live"));
        Browser browser = Chromium.start()) {
      browser.open(page("how=autoplay+oncanplay='this.play()'&of=live.mp4"));
      browser.awaitVideo(video -> video.currentTimeSeconds() > 3, LIMIT);
      double behind =
          browser
              .evaluate(
                  "(() => { const v = document.querySelector('video');"
                      + " return v.buffered.end(v.buffered.length - 1) - v.currentTime; })()")
              .asDouble();
      assertThat(behind).isLessThan(3);
    }
  }
}
