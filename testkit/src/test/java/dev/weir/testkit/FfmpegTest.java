package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FfmpegTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void copyKeepsDecodingOrderOfBFrames() {
    Frames frames = SampleMedia.H264_B_FRAMES_AAC.frames();
    assertThat(frames.video()).hasSize(SampleMedia.PICTURES);
    assertThat(frames.video()).anyMatch(frame -> frame.ptsMicros() > frame.dtsMicros());
    assertThat(frames.video()).extracting(Frames.Frame::dtsMicros).isSorted();
  }

  @Test
  void remuxedMediaIsARunOfItsSource(@TempDir Path directory) {
    Path copy = directory.resolve("copy.mkv");
    String source = SampleMedia.H264_B_FRAMES_AAC.file().toString();
    try (Ffmpeg ffmpeg = Ffmpeg.start("-i", source, "-c", "copy", copy.toString())) {
      assertThat(ffmpeg.awaitEnd(LIMIT)).isZero();
    }
    Frames received = FfmpegInput.of(copy).copy().frames();
    assertThatCode(() ->
            received.assertRunOf(SampleMedia.H264_B_FRAMES_AAC.frames(), Duration.ofMillis(1)))
        .doesNotThrowAnyException();
  }

  @Test
  void stopsAfterSecondsOrPictures() {
    FfmpegInput input = FfmpegInput.of(SampleMedia.H264_AAC.file());
    assertThat(input.seconds(2).decode().frames().video()).hasSize(50);
    assertThat(input.pictures(30).copy().frames().video()).hasSize(30);
  }

  @Test
  void reportsDamageAsErrors(@TempDir Path directory) throws Exception {
    byte[] bytes = Files.readAllBytes(SampleMedia.H264_ONLY.file());
    for (int i = bytes.length / 2; i < bytes.length / 2 + 2000; i++) {
      bytes[i] ^= 0x55;
    }
    Path damaged = Files.write(directory.resolve("damaged.flv"), bytes);
    assertThat(FfmpegInput.of(damaged).decode().log().errors()).isNotEmpty();
  }

  @Test
  void probesStreams() {
    assertThat(
            FfmpegInput.of(SampleMedia.HEVC_AAC.file())
                .probe()
                .at("/streams/0/codec_name")
                .asText())
        .isEqualTo("hevc");
  }

  @Test
  void publishesInRealTimeUntilClosed(@TempDir Path directory) {
    String live = directory.resolve("live.flv").toString();
    ChildProcess process;
    try (Ffmpeg publisher = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", live)) {
      process = publisher.awaitSent(Duration.ofMillis(500)).process();
      assertThat(process.isRunning()).isTrue();
      assertThat(publisher.log().errors()).isEmpty();
    }
    assertThat(process.isRunning()).isFalse();
  }

  @Test
  void viewerCountsWhileItReceives() {
    FfmpegInput realTime = FfmpegInput.of(SampleMedia.H264_AAC.file()).with("-re");
    try (FfmpegViewer viewer = realTime.startDecoding()) {
      assertThat(viewer.await(10, 10, LIMIT).video()).hasSizeGreaterThanOrEqualTo(10);
      assertThat(viewer.process().isRunning()).isTrue();
    }
  }
}
