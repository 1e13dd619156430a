package dev.weir.http.segmented.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.http.HttpAdmissions;
import dev.weir.http.LiveClip;
import dev.weir.http.Route;
import dev.weir.http.TestStreams;
import dev.weir.http.WholeClip;
import dev.weir.http.player.OutputMethod;
import dev.weir.http.player.PlayerRoutes;
import dev.weir.http.segmented.DoorServer;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.SampleMedia;
import dev.weir.testkit.VideoState;
import dev.weir.ts.TsMuxer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What FFmpeg, GStreamer and hls.js in Chromium make of our HLS.
class HlsInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ADTS_BYTES = 7;
  private static final List<SampleMedia> ALL =
      List.of(
          SampleMedia.H264_AAC,
          SampleMedia.H264_B_FRAMES_AAC,
          SampleMedia.AAC_ONLY,
          SampleMedia.H264_ONLY);

  private final DoorServer server =
      new DoorServer(TestStreams.segments(1000, 60_000), HlsInteropIT::routes);
  private final TestStreams streams = server.streams();

  private static List<Route> routes(SegmentDoor door, HttpAdmissions admissions) {
    List<Route> routes = new ArrayList<>(new HlsHandler(door).routes());
    OutputMethod hls =
        OutputMethod.http(
            "html5/application/vnd.apple.mpegurl",
            "HLS (TS)",
            9,
            "hls/$/index.m3u8",
            TsMuxer::carries);
    routes.addAll(PlayerRoutes.routes(admissions, List.of(hls), List.of(), ""));
    return routes;
  }

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    server.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  private String playlist(SampleMedia media) {
    return url("/hls/live+" + media + "/index.m3u8");
  }

  /// Closed behind the test.
  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private void publishAll() throws Exception {
    for (SampleMedia media : ALL) {
      opened(new LiveClip(media, streams.publish("live+" + media)));
    }
  }

  /// A stream that has ended, to its last sample. Sound from before the first picture is in no
  /// segment.
  @ParameterizedTest
  @FieldSource("ALL")
  void ffmpegReadsEverySampleThatWasPublished(SampleMedia media) throws Exception {
    Publisher publisher = streams.publish("live");
    WholeClip.publish(media, publisher);
    server.stores().of(publisher.stream());
    publisher.close(TestStreams.OVER);
    FfmpegInput input =
        FfmpegInput.of(url("/hls/live/index.m3u8")).with("-live_start_index", "0").within(LIMIT);
    FfmpegViewer.Received decoded = input.decode();
    assertThat(decoded.log().errors()).isEmpty();
    assertThat(decoded.exitCode()).isZero();
    Frames pictures = FfmpegInput.of(media.file()).decode().frames();
    assertThat(decoded.frames().video())
        .extracting(Frames.Frame::hash)
        .isEqualTo(pictures.video().stream().map(Frames.Frame::hash).toList());

    Frames copied = input.copy().frames();
    List<Integer> sound = sizes(copied.audio(), ADTS_BYTES);
    assertThat(sound).hasSizeGreaterThanOrEqualTo(media.frames().audio().size() - 2);
    assertThat(sizes(media.frames().audio(), 0)).endsWith(sound.toArray(Integer[]::new));
    if (media.hasVideo() && media.hasAudio()) {
      assertThat(lateness(copied.audio(), media.frames().audio()))
          .isCloseTo(lateness(copied.video(), media.frames().video()), within(2000L));
    }
  }

  /// How much later the last frame is than in the file.
  private static long lateness(List<Frames.Frame> received, List<Frames.Frame> published) {
    return received.getLast().ptsMicros() - published.getLast().ptsMicros();
  }

  private static List<Integer> sizes(List<Frames.Frame> frames, int headerBytes) {
    return frames.stream().map(frame -> frame.sizeBytes() - headerBytes).toList();
  }

  @Test
  void ffmpegFollowsLiveStreams() throws Exception {
    publishAll();
    Map<SampleMedia, FfmpegViewer> viewers = new EnumMap<>(SampleMedia.class);
    for (SampleMedia media : ALL) {
      viewers.put(media, opened(FfmpegInput.of(playlist(media)).startDecoding()));
    }
    viewers.forEach((media, viewer) -> {
      Frames frames = viewer.await(media.hasVideo() ? 75 : 0, media.hasAudio() ? 120 : 0, LIMIT);
      assertThat(viewer.log().errors()).isEmpty();
      assertNoGap(frames.video());
      assertNoGap(frames.audio());
    });
  }

  /// Frames of video last 40 ms, of sound 21 ms.
  private static void assertNoGap(List<Frames.Frame> track) {
    for (int i = 1; i < track.size(); i++) {
      assertThat(track.get(i).ptsMicros() - track.get(i - 1).ptsMicros())
          .isBetween(15_000L, 45_000L);
    }
  }

  @Test
  void gstreamerPlaysLiveStreams() throws Exception {
    publishAll();
    Map<SampleMedia, GStreamer> players = new EnumMap<>(SampleMedia.class);
    for (SampleMedia media : ALL) {
      players.put(media, opened(GStreamer.play(playlist(media))));
    }
    players.forEach((media, player) -> {
      Duration sound = media.hasAudio() ? Duration.ofSeconds(2) : Duration.ZERO;
      Played played = player.await(media.hasVideo() ? 50 : 0, sound, LIMIT);
      assertThat(played.errors()).isEmpty();
      assertThat(played.warnings()).isEmpty();
    });
  }

  @Test
  void chromiumPlaysLiveStreamsOnTheWatchPage() throws Exception {
    publishAll();
    try (Browser browser = Chromium.start()) {
      for (SampleMedia media : ALL) {
        browser.open(url("/live+" + media + ".html"));
        browser.await("document.querySelector('video, audio') !== null", LIMIT);
        VideoState state = browser.awaitVideo(video -> plays(media, video), LIMIT);
        assertThat(state.widthPixels()).isEqualTo(media.hasVideo() ? 320 : 0);
        assertThat(state.error()).isEmpty();
        assertThat(browser.networkFailures()).isEmpty();
      }
    }
  }

  private static boolean plays(SampleMedia media, VideoState video) {
    return video.currentTimeSeconds() > 1
        && (!media.hasVideo() || video.totalFrames() > 25)
        && (!media.hasAudio() || video.audioBytes() > 10_000);
  }
}
