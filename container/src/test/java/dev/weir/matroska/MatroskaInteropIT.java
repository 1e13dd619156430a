package dev.weir.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.media.MemoryFile;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Firefox;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.SampleMedia;
import dev.weir.testkit.VideoState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// FFmpeg and GStreamer decode what Weir makes of the files of others, and Chromium and Firefox
/// play it, live and with seeking.
class MatroskaInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long HOUR_MICROS = 3_600_000_000L;

  @TempDir private Path directory;

  static Stream<String> media() {
    // FFmpeg's decoder complains of mkvmerge's MPEG-4 in the original, too; and only the CodecDelay
    // of the original says how much of its MP3 is thrown away, for which the codec has no place.
    List<String> others =
        List.of("srt.mkv", "ass.mkv", "webvtt.webm", "mkvmerge-compressed.mkv", "mpeg4-mp3.mkv");
    return MatroskaFiles.names().filter(name -> !others.contains(name));
  }

  @ParameterizedTest
  @MethodSource("media")
  void ffmpegDecodesLiveAndOnDemandAsItDecodesTheOriginal(String name) throws IOException {
    Path original = MatroskaFiles.DIRECTORY.resolve(name);
    byte[] bytes = MatroskaFiles.load(name);
    Frames expected = FfmpegInput.of(original).decode().frames();
    check(MatroskaFiles.remux(bytes, DocType.MATROSKA, 0), expected);
    check(virtual(bytes, DocType.MATROSKA), expected);
  }

  private void check(byte[] mkv, Frames expected) throws IOException {
    FfmpegViewer.Received got =
        FfmpegInput.of(Files.write(directory.resolve("out.mkv"), mkv)).decode();
    assertThat(got.exitCode()).isZero();
    assertThat(hashes(got.frames().video())).isEqualTo(hashes(expected.video()));
    // The end of an Opus stream is cut to the sample by DiscardPadding, which samples have not.
    assertThat(butLast(hashes(got.frames().audio()))).isEqualTo(butLast(hashes(expected.audio())));
    assertThat(got.frames().audio()).hasSameSizeAs(expected.audio());
    assertThat(got.frames().all()).isNotEmpty();
  }

  private static List<String> butLast(List<String> hashes) {
    return hashes.subList(0, Math.max(0, hashes.size() - 1));
  }

  private static List<String> hashes(List<Frames.Frame> frames) {
    return frames.stream().map(Frames.Frame::hash).toList();
  }

  static byte[] virtual(byte[] mkv, DocType type) throws IOException {
    MatroskaVirtualFile file =
        new MatroskaVirtualFile(MemoryFile.of(mkv, MatroskaDemuxer::new), type);
    return MatroskaVirtualFileTest.bytes(file, 0, Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac.mkv", "vp9-opus.webm", "gst-vp8-vorbis.webm"})
  void gstreamerDecodesEveryPicture(String name) throws IOException {
    byte[] bytes = MatroskaFiles.load(name);
    for (byte[] made :
        List.of(
            MatroskaFiles.remux(bytes, DocType.MATROSKA, 0), virtual(bytes, DocType.MATROSKA))) {
      Path file = Files.write(directory.resolve("out.mkv"), made);
      try (GStreamer player = GStreamer.play(file.toUri().toString())) {
        Played played = player.awaitEnd(LIMIT);
        assertThat(played.errors()).isEmpty();
        assertThat(played.pictures()).hasSize(15);
      }
    }
  }

  private byte[] clip(String name) throws IOException {
    if (!name.equals("av1")) {
      return Files.readAllBytes(SampleMedia.valueOf(name).file());
    }
    Path webm = directory.resolve("av1.webm");
    String source = SampleMedia.AV1_AAC.file().toString();
    try (Ffmpeg ffmpeg =
        Ffmpeg.start("-i", source, "-c:v", "copy", "-c:a", "libopus", webm.toString())) {
      assertThat(ffmpeg.awaitEnd(LIMIT)).isZero();
    }
    return Files.readAllBytes(webm);
  }

  /// What a viewer gets that joins at the third keyframe of a stream an hour old.
  private static byte[] joined(byte[] mkv, DocType type) {
    MatroskaMuxer muxer = new MatroskaMuxer(type);
    ByteBuf out = Unpooled.buffer();
    TrackSink sink =
        new TrackSink() {
          private int keyframes;
          private int videoId;

          @Override
          public void track(Track track) {
            muxer.track(track, out);
            videoId = track.isVideo() ? track.id() : videoId;
          }

          @Override
          public void sample(Sample s) {
            if (s.trackId() == videoId && s.keyframe() && ++keyframes == 3) {
              muxer.header(out.clear());
            }
            long dts = s.dtsMicros() + HOUR_MICROS;
            muxer.sample(
                new Sample(s.trackId(), dts, s.ptsOffsetMicros(), s.keyframe(), s.payload()), out);
          }
        };
    MatroskaFiles.read(mkv, sink);
    byte[] written = new byte[out.readableBytes()];
    out.readBytes(written);
    return written;
  }

  @ParameterizedTest
  @ValueSource(strings = {"VP8_OPUS", "VP9_OPUS", "av1"})
  void chromiumPlaysFromTheKeyframeAtWhichItJoins(String name) throws Exception {
    try (Browser browser = Chromium.start()) {
      assertThat(playsFromTheKeyframe(browser, name).audioBytes()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"VP9_OPUS", "VP8_OPUS"})
  void chromiumSeeksByRanges(String name) throws Exception {
    try (Browser browser = Chromium.start()) {
      seeksByRanges(browser, name);
    }
  }

  @Test
  void firefoxPlaysFromKeyframesAndSeeks() throws Exception {
    try (Browser browser = Firefox.start()) {
      for (String name : List.of("VP8_OPUS", "VP9_OPUS", "av1")) {
        playsFromTheKeyframe(browser, name);
      }
      seeksByRanges(browser, "VP9_OPUS");
    }
  }

  private VideoState playsFromTheKeyframe(Browser browser, String name) throws IOException {
    try (Served served = new Served(joined(clip(name), DocType.WEBM), false)) {
      browser.open(served.page());
      // Six of eight seconds are left; fast, which changes nothing of what is read.
      browser.evaluate("document.querySelector('video').playbackRate = 3");
      VideoState state = browser.awaitVideo(v -> v.totalFrames() >= 140, LIMIT);
      assertThat(state.error()).isEmpty();
      assertThat(state.widthPixels()).isEqualTo(320);
      return state;
    }
  }

  private void seeksByRanges(Browser browser, String name) throws IOException {
    try (Served served = new Served(virtual(clip(name), DocType.WEBM), true)) {
      browser.open(served.page());
      browser.awaitVideo(v -> v.totalFrames() > 5, LIMIT);
      assertThat(browser.evaluate("document.querySelector('video').duration").asDouble())
          .isBetween(7.5, 8.5);
      browser.evaluate("document.querySelector('video').currentTime = 6.2; 0");
      browser.await(
          "(v => !v.seeking && v.currentTime >= 6.2 && v.readyState >= 3)"
              + "(document.querySelector('video'))",
          LIMIT);
      browser.evaluate("document.querySelector('video').currentTime = 1.3; 0");
      VideoState state =
          browser.awaitVideo(
              v -> v.currentTimeSeconds() > 1.5 && v.currentTimeSeconds() < 6, LIMIT);
      assertThat(state.error()).isEmpty();
    }
  }

  /// A page with a video, and the video: in ranges, or as an answer without an end that is known.
  private static final class Served implements AutoCloseable {
    private static final String PAGE = "<!doctype html><video src=/v autoplay muted></video>";

    private final byte[] video;
    private final boolean ranges;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    Served(byte[] video, boolean ranges) throws IOException {
      this.video = video;
      this.ranges = ranges;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", this::page);
      server.createContext("/v", this::video);
      server.start();
    }

    String page() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void page(HttpExchange exchange) throws IOException {
      byte[] page = PAGE.getBytes(StandardCharsets.US_ASCII);
      exchange.getResponseHeaders().add("Content-Type", "text/html");
      exchange.sendResponseHeaders(200, page.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(page);
      }
    }

    private void video(HttpExchange exchange) throws IOException {
      exchange.getResponseHeaders().add("Content-Type", "video/webm");
      String range = exchange.getRequestHeaders().getFirst("Range");
      byte[] answer = video;
      if (ranges && range != null) {
        String[] ends = range.substring("bytes=".length()).split("-", -1);
        int from = Integer.parseInt(ends[0]);
        int to = ends[1].isEmpty() ? video.length - 1 : Integer.parseInt(ends[1]);
        exchange
            .getResponseHeaders()
            .add("Content-Range", "bytes %d-%d/%d".formatted(from, to, video.length));
        answer = Arrays.copyOfRange(video, from, to + 1);
        exchange.sendResponseHeaders(206, answer.length);
      } else {
        exchange.sendResponseHeaders(200, ranges ? answer.length : 0);
      }
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer);
      }
    }

    @Override
    public void close() {
      server.stop(0);
      threads.close();
    }
  }
}
