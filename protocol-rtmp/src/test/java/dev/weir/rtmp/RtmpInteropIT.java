package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.StreamName;
import dev.weir.media.SampleDump;
import dev.weir.net.Tls;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamState;
import dev.weir.stream.TrackChoice;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Nginx;
import dev.weir.testkit.Played;
import dev.weir.testkit.Ports;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Our server and client with FFmpeg, GStreamer and nginx at the other end.
class RtmpInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration MILLI = Duration.ofMillis(1);

  private final TestServer core = new TestServer();
  private final RtmpServer server =
      new RtmpServer(core.transport, core.admissions, core.feeds, _ -> true, System::nanoTime);
  private InetSocketAddress address;

  @BeforeEach
  void listen() throws Exception {
    address =
        server
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null)
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    server.close();
    Await.until("the end of all sessions", LIMIT, () -> server.connections() == 0);
    core.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"H264_AAC", "H264_B_FRAMES_AAC", "H264_MP3", "H264_ONLY"})
  void ffmpegReceivesWhatFfmpegPublished(SampleMedia media) {
    try (Ffmpeg _ = Ffmpeg.publishForever(media.file(), "flv", url("live"))) {
      awaitOnline();
      FfmpegViewer.Received received = FfmpegInput.of(url("play")).seconds(3).copy();
      assertThat(received.frames().video()).hasSizeGreaterThan(40);
      received.frames().assertRunOfLoop(media.frames(), MILLI);
      assertThat(received.log().errors()).isEmpty();
    }
  }

  @Test
  void ffmpegReceivesAllOfAFile() {
    FfmpegViewer.Received received = FfmpegInput.of(film()).copy();
    assertThat(received.frames().video()).hasSize(SampleMedia.PICTURES);
    received.frames().assertRunOf(SampleMedia.H264_AAC.frames(), MILLI);
    assertThat(received.log().errors()).isEmpty();
  }

  @Test
  void ffmpegSeeksInAFile() {
    FfmpegViewer.Received received = FfmpegInput.of(film()).with("-ss", "5").copy();
    assertThat(received.frames().video()).hasSizeBetween(60, 100); // from 5 s, or the keyframe
    assertThat(received.log().errors()).isEmpty();
  }

  private String film() {
    return "rtmp://127.0.0.1:%d/play/film".formatted(address.getPort());
  }

  @Test
  void gstreamerPlaysWhatFfmpegPublishes() {
    try (Ffmpeg _ = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", url("live"))) {
      awaitOnline();
      try (GStreamer player = GStreamer.play(url("play"))) {
        Played played = player.await(25, Duration.ofSeconds(1), LIMIT);
        assertThat(played.errors()).isEmpty();
      }
    }
  }

  @Test
  void playerEndsWhenThePublisherLeaves() {
    try (Ffmpeg _ = Ffmpeg.publish(SampleMedia.H264_AAC.file(), "flv", url("live"))) {
      awaitOnline();
      // The file is 8 s long, and is sent in real time.
      assertThat(FfmpegInput.of(url("play")).copy().exitCode()).isZero();
    }
  }

  @Test
  void pushesToNginxAndPullsFromIt() throws IOException {
    int port = Ports.freeTcp();
    String blocks =
        "rtmp { server { listen 127.0.0.1:%d; application live { live on; } } }".formatted(port);
    RtmpUrl there = RtmpUrl.parse("rtmp://127.0.0.1:%d/live/copy".formatted(port));
    RtmpClient client = new RtmpClient(core.transport, core.feeds, Tls.client());
    StringWriter pulled = new StringWriter();
    CompletableFuture<CloseReason> pushEnd = new CompletableFuture<>();
    CompletableFuture<CloseReason> pullEnd = new CompletableFuture<>();
    try (Nginx _ = Nginx.start(port, blocks);
        Ffmpeg _ = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", url("live"))) {
      RtmpLink push = client.push(there, awaitOnline(), TrackChoice.ALL, false, pushEnd::complete);
      FfmpegViewer.Received received =
          FfmpegInput.of("rtmp://127.0.0.1:%d/live/copy".formatted(port)).seconds(2).copy();
      assertThat(received.frames().video()).hasSizeGreaterThan(25);
      received.frames().assertRunOfLoop(SampleMedia.H264_AAC.frames(), MILLI);
      RtmpLink pull = client.pull(there, new SampleDump(pulled), pullEnd::complete);
      Await.until("a second of pictures", LIMIT, () -> pulled.toString().lines().count() > 80);
      assertThat(pulled.toString()).contains("H264", "AAC");
      pull.close(CloseReason.SHUTDOWN);
      push.close(CloseReason.SHUTDOWN);
      assertThat(pushEnd).succeedsWithin(LIMIT).isEqualTo(CloseReason.SHUTDOWN);
      assertThat(pullEnd).succeedsWithin(LIMIT).isEqualTo(CloseReason.SHUTDOWN);
    }
  }

  @Test
  void ourClientAndServerUnderstandEachOther() throws IOException {
    RtmpClient client = new RtmpClient(core.transport, core.feeds, Tls.client());
    CompletableFuture<CloseReason> end = new CompletableFuture<>();
    StringWriter pulled = new StringWriter();
    try (Ffmpeg _ = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", url("live"))) {
      Stream stream = awaitOnline();
      RtmpUrl second =
          RtmpUrl.parse("rtmp://127.0.0.1:%d/live/cam2.mp4".formatted(address.getPort()));
      RtmpLink push = client.push(second, stream, TrackChoice.ALL, true, end::complete);
      StreamName name = StreamName.clean("cam2.mp4").orElseThrow();
      awaitOnline(name);
      RtmpLink pull = client.pull(second, new SampleDump(pulled), _ -> {});
      Await.until("pictures", LIMIT, () -> pulled.toString().lines().count() > 40);
      pull.close(CloseReason.SHUTDOWN);
      push.close(CloseReason.SHUTDOWN);
      assertThat(end).succeedsWithin(LIMIT).isEqualTo(CloseReason.SHUTDOWN);
    }
  }

  @Test
  void refusalsReachTheCaller() throws IOException {
    RtmpClient client = new RtmpClient(core.transport, core.feeds, Tls.client());
    CompletableFuture<CloseReason> end = new CompletableFuture<>();
    RtmpUrl unknown = RtmpUrl.parse("rtmp://127.0.0.1:%d/play/x".formatted(address.getPort()));
    client.pull(unknown, new SampleDump(new StringBuilder()), end::complete);
    assertThat(end)
        .succeedsWithin(LIMIT)
        .hasToString(
            "READ_START_FAILURE: the peer answered NetStream.Play.StreamNotFound There is no"
                + " stream x");
  }

  @Test
  void unreachableServersAreReported() throws IOException {
    RtmpClient client = new RtmpClient(core.transport, core.feeds, Tls.client());
    CompletableFuture<CloseReason> end = new CompletableFuture<>();
    RtmpUrl nobody = RtmpUrl.parse("rtmp://127.0.0.1:%d/live/x".formatted(Ports.freeTcp()));
    client.pull(nobody, new SampleDump(new StringBuilder()), end::complete);
    assertThat(end)
        .succeedsWithin(LIMIT)
        .satisfies(
            why -> assertThat(why.code()).isEqualTo(CloseReason.Code.READ_START_FAILURE),
            why -> assertThat(why.sentence()).contains("refused"));
  }

  @Test
  void takenPortIsABindException() {
    assertThatThrownBy(
            () -> server.bind(address, null).toCompletableFuture().get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(BindException.class);
  }

  private Stream awaitOnline() {
    return awaitOnline(StreamName.clean("cam1").orElseThrow());
  }

  private Stream awaitOnline(StreamName name) {
    return Await.value(
        "stream " + name,
        LIMIT,
        () -> core.streams.find(name).filter(stream -> stream.state() == StreamState.ONLINE));
  }

  private String url(String app) {
    return "rtmp://127.0.0.1:%d/%s/cam1".formatted(address.getPort(), app);
  }
}
