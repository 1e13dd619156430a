package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.LiveClip;
import dev.weir.http.TestStreams;
import dev.weir.stream.CloseReason;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.PlayersPage;
import dev.weir.testkit.SampleMedia;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What players make of encoders that go and come back: twice, or as often as
/// `weir.encoder.restarts` says.
@Tag("alone")
class EncoderReturnsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RESTARTS = Integer.getInteger("weir.encoder.restarts", 2);

  private final SegmentedServer server =
      new SegmentedServer(TestStreams.segments(1900, 60_000, 15_000));

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private LiveClip publish(SampleMedia media) throws Exception {
    return server.opened(new LiveClip(media, server.publish("live")));
  }

  /// In turn, the connection is lost and the stream waits, and the encoder says that it is done,
  /// and the next one begins another stream.
  private static CloseReason end(int round) {
    return round % 2 == 0 ? CloseReason.PEER_CLOSED : CloseReason.PEER_FINISHED;
  }

  private static SampleMedia other(int round) {
    return round % 2 == 0 ? SampleMedia.H264_B_FRAMES_AAC : SampleMedia.H264_AAC;
  }

  /// All ways at once, as each return takes its time.
  @Test
  void chromiumGoesOn() throws Exception {
    LiveClip encoder = publish(SampleMedia.H264_AAC);
    Browser browser = server.opened(Chromium.start());
    PlayersPage page = server.play(browser, "live", SegmentedServer.Way.values());
    for (int round = 0; round < RESTARTS; round++) {
      encoder.end(end(round));
      if (round % 4 == 1) { // away until everything is played
        page.await("video.readyState < 3");
      }
      encoder = publish(other(round));
      // What may still be fetched of the encoder that has gone lasts two seconds.
      page.awaitMorePictures(75);
      page.assertUninterrupted();
    }
    assertThat(browser.networkFailures()).isEmpty();

    // An operator stops the stream: players are told that it is over, and ours asks again.
    encoder.end(TestStreams.OVER);
    page.await("video === null");
    publish(SampleMedia.H264_B_FRAMES_AAC);
    page.await("video?.getVideoPlaybackQuality().totalVideoFrames > 50");
  }

  /// The next encoder is like the one before: FFmpeg reads one header of fMP4 over HLS, and no
  /// other. GStreamer 1.22 (dashdemux and dashdemux2) stays in the period of DASH in which it
  /// began: at the end of what is listed of that it waits for more of it, whatever is listed behind
  /// it. It would go on only if it knew of the next period before it came to the end of this one.
  @Test
  void ffmpegAndGstreamerGoOn() throws Exception {
    LiveClip encoder = publish(SampleMedia.H264_AAC);
    List<FfmpegViewer> viewers = new ArrayList<>();
    List<GStreamer> players = new ArrayList<>();
    for (SegmentedServer.Way way : SegmentedServer.Way.values()) {
      String address = server.url(way.path("live"));
      viewers.add(server.opened(FfmpegInput.of(address).startDecoding()));
      if (way != SegmentedServer.Way.DASH) {
        players.add(server.opened(GStreamer.follow(address)));
      }
    }
    for (FfmpegViewer viewer : viewers) {
      viewer.await(50, 50, LIMIT);
    }
    for (GStreamer player : players) {
      player.await(25, Duration.ofSeconds(1), LIMIT);
    }
    for (int round = 0; round < RESTARTS; round++) {
      encoder.end(end(round));
      encoder = publish(SampleMedia.H264_AAC);
      List<Integer> before = viewers.stream().map(v -> v.frames().video().size()).toList();
      List<Integer> played = players.stream().map(p -> p.played().pictures().size()).toList();
      for (int i = 0; i < viewers.size(); i++) {
        viewers.get(i).await(before.get(i) + 125, 0, LIMIT);
      }
      for (int i = 0; i < players.size(); i++) {
        players.get(i).await(played.get(i) + 125, Duration.ZERO, LIMIT);
      }
    }
    for (GStreamer player : players) {
      Played all = player.played();
      assertThat(all.errors()).isEmpty();
      assertThat(all.pictures()).extracting(Played.Picture::ptsMicros).isSorted();
    }
  }
}
