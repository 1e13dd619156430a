package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.net.Transport;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files as HLS and DASH, to their last frame.
class SegmentsOnDemandIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Server server;

  SegmentsOnDemandIT() throws IOException {
    StringBuilder streams = new StringBuilder();
    for (SampleMedia media :
        List.of(
            SampleMedia.H264_AAC,
            SampleMedia.H264_B_FRAMES_AAC,
            SampleMedia.H264_MP3,
            SampleMedia.H264_LONG_GROUPS_AAC,
            SampleMedia.H264_FLAC,
            SampleMedia.H264_AC3,
            SampleMedia.H264_EAC3,
            SampleMedia.HEVC_AAC,
            SampleMedia.AV1_AAC,
            SampleMedia.VP9_OPUS,
            SampleMedia.AAC_ONLY)) {
      streams
          .append(streams.isEmpty() ? "" : ",")
          .append("\"%s\": {\"source\": \"%s\"}".formatted(name(media), media.file()));
    }
    server =
        Servers.with(
            """
            {"config": {"protocols": [
               {"connector": "HTTP", "interface": "127.0.0.1", "port": 0}]},
             "streams": {%s}}
            """
                .formatted(streams),
            Transport.Kind.AUTO);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static String name(SampleMedia media) {
    return media.name().toLowerCase(Locale.ROOT);
  }

  private String url(String format, SampleMedia media) {
    int port = server.listeners().getFirst().address().getPort();
    return "http://127.0.0.1:" + port + format.replace("$", name(media));
  }

  @ParameterizedTest
  @CsvSource({
    "/hls/$/index.m3u8, H264_AAC",
    "/hls/$/index.m3u8, H264_B_FRAMES_AAC",
    "/hls/$/index.m3u8, H264_MP3",
    "/hls/$/index.m3u8, H264_LONG_GROUPS_AAC",
    "/hls/$/index.m3u8, H264_AC3",
    "/hls/$/index.m3u8, HEVC_AAC",
    "/hls/$/index.m3u8, AAC_ONLY",
    "/cmaf/$/index.m3u8, H264_AAC",
    "/cmaf/$/index.m3u8, H264_B_FRAMES_AAC",
    "/cmaf/$/index.m3u8, H264_LONG_GROUPS_AAC",
    "/cmaf/$/index.m3u8, H264_FLAC",
    "/cmaf/$/index.m3u8, H264_AC3",
    "/cmaf/$/index.m3u8, H264_EAC3",
    "/cmaf/$/index.m3u8, HEVC_AAC",
    "/cmaf/$/index.m3u8, AV1_AAC",
    "/cmaf/$/index.m3u8, VP9_OPUS",
    "/cmaf/$/index.m3u8, AAC_ONLY",
    "/cmaf/$/index.mpd, H264_MP3",
    "/cmaf/$/index.mpd, H264_AAC",
    "/cmaf/$/index.mpd, H264_B_FRAMES_AAC",
    "/cmaf/$/index.mpd, H264_FLAC",
    "/cmaf/$/index.mpd, H264_AC3",
    "/cmaf/$/index.mpd, H264_EAC3",
    "/cmaf/$/index.mpd, AV1_AAC",
    "/cmaf/$/index.mpd, HEVC_AAC",
    "/cmaf/$/index.mpd, VP9_OPUS",
    "/dash/$/index.mpd, AAC_ONLY"
  })
  void ffmpegDecodesEveryFrame(String format, SampleMedia media) throws Exception {
    FfmpegViewer.Received decoded = FfmpegInput.of(url(format, media)).within(LIMIT).decode();
    assertThat(decoded.log().errors()).isEmpty();
    assertThat(decoded.exitCode()).isZero();
    Frames file = FfmpegInput.of(media.file()).decode().frames();
    assertThat(decoded.frames().video())
        .extracting(Frames.Frame::hash)
        .isEqualTo(file.video().stream().map(Frames.Frame::hash).toList());
    assertThat(decoded.frames().audio())
        .hasSizeBetween(file.audio().size() - 2, file.audio().size() + 2);
  }

  @ParameterizedTest
  @CsvSource({"/hls/$/index.m3u8", "/cmaf/$/index.m3u8", "/cmaf/$/index.mpd"})
  void gstreamerPlaysAll(String format) throws Exception {
    try (GStreamer player = GStreamer.play(url(format, SampleMedia.H264_AAC))) {
      Played played = player.awaitEnd(LIMIT);
      assertThat(played.errors()).isEmpty();
      assertThat(played.pictures()).hasSize(SampleMedia.PICTURES);
      assertThat(played.soundMicros()).isGreaterThan(7_500_000);
    }
  }
}
