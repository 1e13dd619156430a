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
import dev.weir.testkit.Frames;
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
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole server as a newcomer starts it, with real encoders and players.
class ServerInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
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

  @Test
  void carriesEveryFrameFromEncodersToEveryOutput() {
    AtOnce.each(
        List.of(
            SampleMedia.H264_AAC,
            SampleMedia.H264_B_FRAMES_AAC,
            SampleMedia.H264_MP3,
            SampleMedia.H264_ONLY,
            SampleMedia.AAC_ONLY),
        this::carriesEveryFrameToEveryOutput);
  }

  private static String name(SampleMedia media) {
    return "live+" + media.name().toLowerCase(Locale.ROOT);
  }

  private void carriesEveryFrameToEveryOutput(SampleMedia media) {
    String name = name(media);
    try (Ffmpeg encoder = Ffmpeg.publishForever(media.file(), "flv", rtmp(name))) {
      awaitOnline(name);
      try (FfmpegViewer overRtmp = FfmpegInput.of(rtmp(name)).startCopying();
          FfmpegViewer asFlv = FfmpegInput.of(web("/" + name + ".flv")).startCopying();
          FfmpegViewer asTs = FfmpegInput.of(web("/" + name + ".ts")).startDecoding()) {
        awaitFrames(overRtmp, asFlv, asTs);
        encoder.stop();
        for (FfmpegViewer viewer : List.of(overRtmp, asFlv)) {
          FfmpegViewer.Received received = viewer.awaitEnd(LIMIT);
          assertThat(received.log().errors()).isEmpty();
          received.frames().assertRunOfLoop(media.frames(), TOLERANCE);
        }
        assertThat(asTs.awaitEnd(LIMIT).log().errors()).isEmpty();
      }
    }
  }

  private static void awaitFrames(FfmpegViewer... viewers) {
    Await.until(
        "more than a hundred frames each",
        LIMIT,
        () -> Stream.of(viewers).allMatch(viewer -> viewer.frames().all().size() > 100));
  }

  @Test
  void carriesEveryFrameOfEnhancedRtmp() {
    AtOnce.each( // FFmpeg writes no VP8 in FLV
        List.of(
            SampleMedia.HEVC_AAC, SampleMedia.AV1_AAC, SampleMedia.VP9_OPUS, SampleMedia.H264_OPUS),
        this::carriesEveryFrameOfEnhancedRtmp);
  }

  private void carriesEveryFrameOfEnhancedRtmp(SampleMedia media) {
    String name = name(media);
    try (Ffmpeg encoder = publishRecently(media, name)) {
      awaitOnline(name);
      try (FfmpegViewer overRtmp = recent(rtmp(name)).startCopying();
          FfmpegViewer asFlv = recent(web("/" + name + ".flv")).startCopying()) {
        awaitFrames(overRtmp, asFlv);
        encoder.stop();
        Frames source = recent(media.file().toString()).copy().frames();
        for (FfmpegViewer viewer : List.of(overRtmp, asFlv)) {
          FfmpegViewer.Received received = viewer.awaitEnd(LIMIT);
          assertThat(received.log().errors()).isEmpty();
          received.frames().assertRunOfLoop(source, TOLERANCE);
        }
      }
    }
  }

  /// What is asked of a stream, and what of it has to come.
  private record Asked(String address, boolean pictures, boolean sound) {}

  @Test
  void everyProgressiveFormatIsDecoded() {
    AtOnce.each(
        List.of(SampleMedia.H264_AAC, SampleMedia.H264_MP3, SampleMedia.VP9_OPUS),
        this::everyFormatOfItIsDecoded);
  }

  private static List<Asked> formats(SampleMedia media) {
    return switch (media) {
      case H264_AAC ->
          List.of(
              new Asked("mp4", true, true),
              new Asked("mkv", true, true),
              new Asked("h264", true, false),
              new Asked("aac", false, true),
              new Asked("ts?audio=none", true, false));
      case H264_MP3 -> List.of(new Asked("mp3", false, true), new Asked("wav", false, true));
      default ->
          List.of(
              new Asked("webm", true, true),
              new Asked("webm?video=none", false, true),
              new Asked("mp4", true, true),
              new Asked("ogg", false, true));
    };
  }

  private void everyFormatOfItIsDecoded(SampleMedia media) {
    String name = name(media);
    try (Ffmpeg _ = publishRecently(media, name)) {
      awaitOnline(name);
      AtOnce.each(
          formats(media),
          asked -> {
            String url = web("/" + name + "." + asked.address);
            try (FfmpegViewer viewer = FfmpegInput.of(url).startDecoding()) {
              viewer.await(asked.pictures ? 50 : 0, asked.sound ? 50 : 0, LIMIT);
              assertThat(viewer.log().errors()).as(url).isEmpty();
              assertThat(viewer.frames().video().isEmpty()).as(url).isEqualTo(!asked.pictures);
              assertThat(viewer.frames().audio().isEmpty()).as(url).isEqualTo(!asked.sound);
            }
          });
    }
  }

  /// Publishes over and over what the distribution's FFmpeg cannot.
  private Ffmpeg publishRecently(SampleMedia media, String name) {
    return Ffmpeg.start(
        FfmpegRelease.RECENT,
        "-re",
        "-stream_loop",
        "-1",
        "-i",
        media.file().toString(),
        "-c",
        "copy",
        "-f",
        "flv",
        rtmp(name));
  }

  private static FfmpegInput recent(String url) {
    return FfmpegInput.of(url).by(FfmpegRelease.RECENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/demo.flv", "/hls/demo/index.m3u8"})
  void gstreamerPlays(String path) throws Exception {
    awaitOnline("demo");
    try (GStreamer player = GStreamer.follow(web(path))) {
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
