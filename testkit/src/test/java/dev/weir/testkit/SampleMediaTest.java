package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.testkit.Frames.Frame;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleMediaTest {
  private static final long EIGHT_SECONDS_MICROS = 8_000_000;

  @ParameterizedTest
  @EnumSource
  void everyFrameDiffersFromAllOthers(SampleMedia media) {
    Frames frames = media.frames();
    assertThat(frames.all()).isNotEmpty();
    assertThat(frames.video()).extracting(Frame::hash).doesNotHaveDuplicates();
    assertThat(frames.audio()).extracting(Frame::hash).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void decodesWithoutComplaint(SampleMedia media) {
    FfmpegViewer.Received received = FfmpegInput.of(media.file()).decode();
    assertThat(received.exitCode()).isZero();
    assertThat(received.log().errors()).isEmpty();
    assertThat(received.frames().video()).hasSize(media.hasVideo() ? SampleMedia.PICTURES : 0);
    assertThat(durationMicros(received.frames().audio()))
        .isCloseTo(media.hasAudio() ? EIGHT_SECONDS_MICROS : 0, within(100_000L));
  }

  private static long durationMicros(List<Frame> frames) {
    return frames.stream().mapToLong(Frame::durationMicros).sum();
  }
}
