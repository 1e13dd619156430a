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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the `<video>` elements of browsers make of progressive outputs, without any script of ours.
class BrowserSeeksIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// How many seconds what is shown is behind what is live: a stream starts with what is newest
  /// when it is asked for, which is after the page was.
  private static final String BEHIND =
      "performance.now() / 1000 - document.querySelector('video').currentTime";

  private static final double MOST_BEHIND = 1.5;
  private static final int MOST_TRIES = 5;

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

  /// Of itself Chromium would start two seconds later, and stay so. A machine that is busy with
  /// other things may take that long to begin at all, so it is asked a few times.
  @ParameterizedTest
  @CsvSource({"H264_AAC, live.mp4", "H264_LONG_GROUPS_AAC, live.mp4"})
  void whatIsLiveStartsAtOnceAndStaysNearLive(SampleMedia media, String path) throws Exception {
    try (LiveClip _ = new LiveClip(media, streams.publish("live"));
        Browser browser = Chromium.start()) {
      List<Double> behind = new ArrayList<>();
      do {
        browser.open(page("how=autoplay&of=" + path));
        browser.awaitVideo(video -> video.currentTimeSeconds() > 3, LIMIT);
        behind.add(browser.evaluate(BEHIND).asDouble());
      } while (behind.getLast() > MOST_BEHIND && behind.size() < MOST_TRIES);
      assertThat(behind.getLast()).as("%s", behind).isLessThanOrEqualTo(MOST_BEHIND);
    }
  }
}
