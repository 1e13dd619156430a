package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.control.EventLog;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegRelease;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.SampleMedia;
import dev.weir.testkit.Timecode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole server as a newcomer starts it, with real encoders and players.
class ServerInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration TOLERANCE = Duration.ofMillis(2);

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;

  ServerInteropIT() throws IOException {
    server = Servers.withDefaults();
  }

  @BeforeEach
  void listens() {
    assertThat(server.listeners()).hasSize(2);
  }

  @AfterEach
  void close() {
    http.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = SampleMedia.class,
      names = {"H264_AAC", "H264_B_FRAMES_AAC", "H264_MP3", "H264_ONLY", "AAC_ONLY"})
  void carriesEveryFrameFromAnEncoderToEveryOutput(SampleMedia media) throws Exception {
    try (Ffmpeg _ = Ffmpeg.publish(media.file(), "flv", rtmp("live+a"))) {
      awaitOnline("live+a");
      try (FfmpegViewer overRtmp = FfmpegInput.of(rtmp("live+a")).startCopying();
          FfmpegViewer asFlv = FfmpegInput.of(web("/live+a.flv")).startCopying();
          FfmpegViewer asTs = FfmpegInput.of(web("/live+a.ts")).startDecoding()) {
        for (FfmpegViewer viewer : List.of(overRtmp, asFlv)) {
          FfmpegViewer.Received received = viewer.awaitEnd(LIMIT);
          assertThat(received.log().errors()).isEmpty();
          assertThat(received.frames().all()).hasSizeGreaterThan(100);
          received.frames().assertRunOf(media.frames(), TOLERANCE);
        }
        FfmpegViewer.Received decoded = asTs.awaitEnd(LIMIT);
        assertThat(decoded.log().errors()).isEmpty();
        assertThat(decoded.frames().all()).hasSizeGreaterThan(100);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SampleMedia.class,
      names = {"HEVC_AAC", "AV1_AAC", "VP9_OPUS", "H264_OPUS"}) // FFmpeg writes no VP8 in FLV
  void carriesEveryFrameOfEnhancedRtmp(SampleMedia media) throws Exception {
    String[] publish = {
      "-re", "-i", media.file().toString(), "-c", "copy", "-f", "flv", rtmp("live+e")
    };
    try (Ffmpeg _ = Ffmpeg.start(FfmpegRelease.RECENT, publish)) {
      awaitOnline("live+e");
      try (FfmpegViewer overRtmp = recent(rtmp("live+e")).startCopying();
          FfmpegViewer asFlv = recent(web("/live+e.flv")).startCopying()) {
        for (FfmpegViewer viewer : List.of(overRtmp, asFlv)) {
          FfmpegViewer.Received received = viewer.awaitEnd(LIMIT);
          assertThat(received.log().errors()).isEmpty();
          assertThat(received.frames().all()).hasSizeGreaterThan(100);
          received.frames().assertRunOf(recent(media.file().toString()).copy().frames(), TOLERANCE);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "H264_AAC, mp4, 50, 50",
    "H264_AAC, mkv, 50, 50",
    "H264_AAC, h264, 50, 0",
    "H264_AAC, aac, 0, 50",
    "H264_AAC, ts?audio=none, 50, 0",
    "H264_MP3, mp3, 0, 50",
    "H264_MP3, wav, 0, 50",
    "VP9_OPUS, webm, 50, 50",
    "VP9_OPUS, webm?video=none, 0, 50",
    "VP9_OPUS, mp4, 50, 50",
    "VP9_OPUS, ogg, 0, 50"
  })
  void everyProgressiveFormatIsDecoded(
      SampleMedia media, String address, int pictures, int sounds) {
    String[] publish = {
      "-re",
      "-stream_loop",
      "-1",
      "-i",
      media.file().toString(),
      "-c",
      "copy",
      "-f",
      "flv",
      rtmp("live+p")
    };
    try (Ffmpeg _ = Ffmpeg.start(FfmpegRelease.RECENT, publish)) {
      awaitOnline("live+p");
      try (FfmpegViewer viewer = FfmpegInput.of(web("/live+p." + address)).startDecoding()) {
        viewer.await(pictures, sounds, LIMIT);
        assertThat(viewer.log().errors()).isEmpty();
        assertThat(viewer.frames().video().isEmpty()).isEqualTo(pictures == 0);
        assertThat(viewer.frames().audio().isEmpty()).isEqualTo(sounds == 0);
      }
    }
  }

  private static FfmpegInput recent(String url) {
    return FfmpegInput.of(url).by(FfmpegRelease.RECENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/demo.flv", "/hls/demo/index.m3u8"})
  void gstreamerPlays(String path) throws Exception {
    awaitOnline("demo");
    try (GStreamer player = GStreamer.play(web(path))) {
      player.await(50, Duration.ofSeconds(2), LIMIT);
      assertThat(player.played().errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?forceType=flash/7",
        "?forceType=ws/flash/7",
        "?forceType=html5/video/mpeg",
        "?forceType=html5/video/mp4",
        "?forceType=html5/application/vnd.apple.mpegurl",
        "?forceType=html5/application/vnd.apple.mpegurl&forcePlayer=hlsjs"
      })
  void theDemoPlaysInABrowserByEachCombination(String query) throws Exception {
    try (Browser browser = Chromium.start()) {
      browser.open(web("/demo.html" + query));
      browser.await("document.querySelector('video') !== null", LIMIT);
      browser.awaitVideo(
          video ->
              video.currentTimeSeconds() > 3
                  && video.totalFrames() > 50
                  && video.widthPixels() == 640
                  && video.audioBytes() > 0,
          LIMIT);
      browser.screenshot(Path.of("target", "demo" + query.replaceAll("[^a-z0-9]+", "-") + ".png"));
      demoTimecode().assertShownBy(browser, Duration.ofSeconds(40));
      assertThat(browser.networkFailures()).isEmpty();
    }
  }

  /// Where the clip has its seconds and pictures; see docs/demo-clip.sh.
  private Timecode demoTimecode() throws IOException {
    Path clip = folder.resolve("demo.flv");
    try (InputStream in = Server.class.getResourceAsStream("/dev/weir/source/demo.flv")) {
      Files.copy(Objects.requireNonNull(in), clip);
    }
    return new Timecode(
        clip,
        10,
        new Timecode.Size(203, 22, 28),
        List.of(
            new Timecode.Digit(260, Duration.ofMillis(40)),
            new Timecode.Digit(238, Duration.ofMillis(400)),
            new Timecode.Digit(194, Duration.ofSeconds(1)),
            new Timecode.Digit(172, Duration.ofSeconds(10))));
  }

  @Test
  void refusesASecondPublisherAndKeepsTheFirst() throws Exception {
    Path media = SampleMedia.H264_AAC.file();
    try (Ffmpeg first = Ffmpeg.publishForever(media, "flv", rtmp("live"))) {
      awaitOnline("live");
      try (Ffmpeg second = Ffmpeg.publish(media, "flv", rtmp("live"))) {
        assertThat(second.awaitEnd(LIMIT)).isNotZero();
      }
      assertThat(first.process().isRunning()).isTrue();
      assertThat(info("live")).contains("\"source\"");
    }
  }

  @Test
  void keepsViewersWhenTheEncoderComesBack() throws Exception {
    Path media = SampleMedia.H264_AAC.file();
    try (Ffmpeg first = Ffmpeg.publishForever(media, "flv", rtmp("live"))) {
      awaitOnline("live");
      try (FfmpegViewer viewer = FfmpegInput.of(web("/live.flv")).startCopying()) {
        viewer.await(50, 50, LIMIT);
        first.process().kill();
        int before = viewer.frames().video().size();
        try (Ffmpeg _ = Ffmpeg.publishForever(media, "flv", rtmp("live"))) {
          viewer.await(before + 100, before + 100, LIMIT);
        }
      }
    }
  }

  @Test
  void saysPlainlyThatAPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() ->
              Server.start(
                  Servers.store("{}"),
                  Transport.Kind.AUTO,
                  new Ports(port, port, 0),
                  new EventLog(1)))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "(RTMP|HTTP) cannot listen on .* port "
                  + taken.getLocalPort()
                  + ": another program has the port; stop it or choose another port");
    }
  }

  private void awaitOnline(String stream) {
    Await.until(stream + " is online", LIMIT, () -> info(stream).contains("\"source\""));
  }

  private String info(String stream) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(web("/json_" + stream + ".js"))).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String rtmp(String stream) {
    return "rtmp://127.0.0.1:" + port("RTMP") + "/live/" + stream;
  }

  private String web(String path) {
    return "http://127.0.0.1:" + port("HTTP") + path;
  }

  private int port(String protocol) {
    return server.listeners().stream()
        .filter(bound -> bound.protocol().name().equals(protocol))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }
}
