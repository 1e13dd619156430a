package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpLimits;
import dev.weir.http.LiveClip;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.playback.Playable;
import dev.weir.playback.PlayableStream;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Await;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.SampleMedia;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files in every format, as players of others see them.
class ProgressiveOnDemandIT {
  private final TestStreams streams = new TestStreams();
  private final TestServer server =
      new TestServer(
          HttpLimits.DEFAULT,
          null,
          ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));

  @AfterEach
  void close() {
    streams.close();
    server.close();
  }

  private String address(SampleMedia media, String rest) {
    return "http://127.0.0.1:%d/%s%s".formatted(server.port(), TestStreams.film(media), rest);
  }

  @ParameterizedTest
  @CsvSource({
    "H264_AAC, .mp4",
    "H264_B_FRAMES_AAC, .mp4",
    "HEVC_AAC, .mp4",
    "AV1_AAC, .mp4",
    "VP9_OPUS, .mp4",
    "H264_OPUS, .mkv",
    "H264_B_FRAMES_AAC, .mkv",
    "VP8_OPUS, .webm",
    "VP9_OPUS, .webm",
    "H264_AAC, .flv?rate=0",
    "H264_B_FRAMES_AAC, .flv?rate=0",
    "H264_B_FRAMES_AAC, .ts?rate=0",
    "HEVC_AAC, .ts?rate=0",
    "H264_AAC, .ts?rate=4"
  })
  void ffmpegReceivesEveryFrame(SampleMedia media, String ending) {
    FfmpegViewer.Received received = FfmpegInput.of(address(media, ending)).copy();
    assertThat(received.frames().video()).hasSize(SampleMedia.PICTURES);
    assertThat(received.frames().audio()).hasSizeGreaterThan(300);
    assertThat(received.log().errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "MP3_ONLY, .mp3, 300",
    "H264_MP3, .mp3?rate=0, 300",
    "AAC_ONLY, .aac?rate=0, 370",
    "VP8_OPUS, .ogg?rate=0, 390",
    "H264_MP3, .wav?rate=0, 300",
    "AAC_ONLY, .mp4, 370"
  })
  void ffmpegReceivesAllOfTheSound(SampleMedia media, String ending, int frames) {
    FfmpegViewer.Received received = FfmpegInput.of(address(media, ending)).copy();
    assertThat(received.frames().audio()).hasSizeGreaterThanOrEqualTo(frames);
    assertThat(received.log().errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "H264_AAC, .mp4",
    "H264_AAC, .mkv",
    "VP9_OPUS, .webm",
    "H264_AAC, .flv?rate=0",
    "H264_AAC, .ts?rate=0"
  })
  void gstreamerPlaysToTheEnd(SampleMedia media, String ending) {
    try (GStreamer player = GStreamer.play(address(media, ending))) {
      Played played = player.awaitEnd(Duration.ofSeconds(60));
      assertThat(played.errors()).isEmpty();
      assertThat(played.pictures()).hasSizeBetween(195, 201);
    }
  }

  @Test
  void ffmpegSeeksInAnMp4() {
    FfmpegViewer.Received received =
        FfmpegInput.of(address(SampleMedia.H264_AAC, ".mp4")).with("-ss", "6").decode();
    assertThat(received.frames().video()).hasSize(50);
    assertThat(received.log().errors()).isEmpty();
  }

  @Test
  void thePastOfALiveStreamIsPlayedFromWhereItIsAskedFor() throws Exception {
    Publisher publisher = streams.publish("live");
    try (LiveClip _ = new LiveClip(SampleMedia.H264_AAC, publisher)) {
      Playable past = new PlayableStream(publisher.stream());
      Await.until("three seconds", Duration.ofSeconds(60), () -> past.endMicros() > 3_000_000);
      String url = "http://127.0.0.1:%d/live.flv?start=0&stop=2000&rate=0".formatted(server.port());
      FfmpegViewer.Received received = FfmpegInput.of(url).copy();
      assertThat(received.frames().video()).hasSizeBetween(49, 51);
      assertThat(received.log().errors()).isEmpty();
    }
  }
}
