package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.LiveClip;
import dev.weir.http.TestStreams;
import dev.weir.http.segmented.SegmentedServer.Way;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.PlayersPage;
import dev.weir.testkit.SampleMedia;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What hls.js and dash.js in Chromium make of a stream that changes while it is played, and of its
/// DVR window.
class ChangingStreamsIT {
  private static Browser browser;

  private final SegmentedServer server =
      new SegmentedServer(TestStreams.segments(1900, 60_000, 15_000));

  @BeforeAll
  static void start() {
    browser = Chromium.start();
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  /// The same publisher goes on with other pictures; then the viewer goes back to the small ones,
  /// and to the live edge again.
  @Test
  void theSizeOfThePictureChangesAndTheWindowHasBoth() throws Exception {
    LiveClip clip = server.opened(new LiveClip(SampleMedia.H264_AAC, server.publish("live")));
    PlayersPage page = server.play(browser, "live", Way.values());
    assertThat(page.videos()).allMatch(video -> video.widthPixels() == 320);
    clip.goOnWith(SampleMedia.H264_AAC_LARGE);
    page.await("video.videoWidth == 640");
    page.awaitMorePictures(75);

    page.await("video.seekable.end(0) - video.seekable.start(0) > 12");
    page.evaluate("video.currentTime = video.back = video.seekable.start(0) + 1.5");
    page.evaluate("video.backSince = performance.now()");
    page.await("!video.seeking && video.videoWidth == 320");
    page.await("video.currentTime > video.back + 4");
    // Whoever is pulled to the live edge again, or hurries there, is past that.
    String ahead = "video.currentTime - video.back - (performance.now() - video.backSince) / 1000";
    assertThat(page.evaluate(ahead)).allMatch(seconds -> seconds.asDouble() < 1);

    page.evaluate("video.currentTime = video.seekable.end(video.seekable.length - 1)");
    page.await("!video.seeking && video.videoWidth == 640");
    page.awaitMorePictures(25);
    page.assertUninterrupted();
  }

  /// Of two sizes of picture the one that is watched stops, be it the one that segments are cut by
  /// or not; then it is back, and is watched again.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theRenditionThatIsWatchedDies(boolean leads) throws Exception {
    Publisher publisher = server.publish("live");
    LiveClip clip =
        server.opened(
            leads
                ? new LiveClip(SampleMedia.H264_AAC_LARGE, publisher, SampleMedia.H264_AAC)
                : new LiveClip(SampleMedia.H264_AAC, publisher, SampleMedia.H264_AAC_LARGE));
    PlayersPage page = server.play(browser, "live", Way.values());
    page.await("video.videoWidth == 640");
    clip.kill(leads ? leader(publisher) : LiveClip.RENDITION);
    page.await("video.videoWidth == 320");
    page.awaitMorePictures(75);
    clip.revive();
    page.await("video.videoWidth == 640");
    page.awaitMorePictures(75);
    page.assertUninterrupted();
  }

  private static int leader(Publisher publisher) {
    return publisher.stream().tracks().stream()
        .filter(Track::isVideo)
        .mapToInt(Track::id)
        .min()
        .orElseThrow();
  }
}
