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
import java.util.function.Predicate;
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

  /// Players go on with the pictures alone, and hear again what is back.
  @Test
  void theSoundStopsAndIsBack() throws Exception {
    Publisher publisher = server.publish("live");
    LiveClip clip = server.opened(new LiveClip(SampleMedia.H264_AAC, publisher));
    PlayersPage page = server.play(browser, "live", Way.values());
    clip.kill(first(publisher, Track::isAudio));
    awaitProgress(page, "video.webkitAudioDecodedByteCount === video.decoded");
    clip.revive();
    awaitProgress(page, "video.webkitAudioDecodedByteCount > video.decoded");
  }

  /// Waits until all have played two seconds of which the condition is true from the first to the
  /// last.
  private static void awaitProgress(PlayersPage page, String condition) {
    page.await(
        """
        video && (video.began !== undefined && video.currentTime >= video.began && (%s)
            ? video.currentTime > video.began + 2
            : (video.began = video.currentTime,
               video.decoded = video.webkitAudioDecodedByteCount,
               false))
        """
            .formatted(condition));
    page.evaluate("video && delete video.began");
  }

  private static int leader(Publisher publisher) {
    return first(publisher, Track::isVideo);
  }

  private static int first(Publisher publisher, Predicate<Track> kind) {
    return publisher.stream().tracks().stream()
        .filter(kind)
        .mapToInt(Track::id)
        .min()
        .orElseThrow();
  }
}
