package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.LiveClip;
import dev.weir.http.TestStreams;
import dev.weir.http.segmented.SegmentedServer.Way;
import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.PlayersPage;
import dev.weir.testkit.SampleMedia;
import dev.weir.testkit.VideoState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What hls.js and dash.js in Chromium make of each pair of codecs, live and on demand.
class CodecsInBrowsersIT {
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

  /// MPEG-TS has neither AV1 nor VP9.
  private static Way[] ways(SampleMedia media) {
    return media == SampleMedia.H264_AAC ? Way.values() : new Way[] {Way.HLS_CMAF, Way.DASH};
  }

  @ParameterizedTest
  @EnumSource(names = {"H264_LONG_GROUPS_AAC", "H264_FLAC", "AV1_OPUS", "VP9_OPUS"})
  void playsLive(SampleMedia media) throws Exception {
    server.opened(new LiveClip(media, server.publish("live")));
    PlayersPage page = server.play(browser, "live", ways(media));
    page.awaitMorePictures(25);
    assertPlays(page.videos());
    page.assertUninterrupted();
    assertThat(browser.networkFailures()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"H264_AAC", "H264_FLAC", "AV1_OPUS", "VP9_OPUS"})
  void playsFilesToTheirEndAlsoBehindASeek(SampleMedia media) {
    PlayersPage page = server.play(browser, TestStreams.film(media), ways(media));
    assertPlays(page.videos());
    assertThat(page.evaluate("video.duration"))
        .allSatisfy(seconds -> assertThat(seconds.asDouble()).isBetween(7.8, 8.2));
    page.evaluate("video.currentTime = 6");
    page.await("!video.seeking");
    page.evaluate("video.before = video.getVideoPlaybackQuality().totalVideoFrames");
    // dash.js goes by the clock: on a busy machine it stops the video before its end.
    page.await("video.ended || (video.paused && video.currentTime > 7)");
    String more = "video.getVideoPlaybackQuality().totalVideoFrames - video.before";
    assertThat(page.evaluate(more))
        .allSatisfy(pictures -> assertThat(pictures.asInt()).isBetween(20, 60));
    page.assertUninterrupted();
    assertThat(browser.networkFailures()).isEmpty();
  }

  /// WebVTT beside the segments of HLS, and in CMAF for DASH.
  @Test
  void showsTheCuesOfLiveStreams() throws Exception {
    Publisher publisher = server.publish("live");
    publisher.track(
        new Track(9, new Codec.Text(Codec.Text.Format.SUBRIP, Octets.EMPTY), "dut", null));
    LiveClip clip = server.opened(new LiveClip(SampleMedia.H264_AAC, publisher));
    clip.everySecond((to, micros) -> {
      ByteBuf cue = Unpooled.buffer();
      new Cue(500, "om " + micros).write(cue);
      to.sample(new Sample(9, micros, 0, true, cue));
    });
    PlayersPage page = server.play(browser, "live", Way.values());
    page.await("video.textTracks.length > 0");
    page.evaluate("[...video.textTracks].forEach(track => track.mode = 'showing')");
    page.await(
        "[...video.textTracks].flatMap(t => [...t.activeCues ?? []]).some(c => /om/.test(c.text))");
    page.assertUninterrupted();
  }

  private static void assertPlays(List<VideoState> videos) {
    assertThat(videos)
        .allSatisfy(video -> {
          assertThat(video.totalFrames()).isGreaterThan(25);
          assertThat(video.audioBytes()).isGreaterThan(5000);
          assertThat(video.widthPixels()).isEqualTo(320);
        });
  }
}
