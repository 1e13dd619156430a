package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is read out of pictures that FFmpeg decoded.
class TimecodeTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(names = {"H264_AAC", "VP9_OPUS"})
  void readsTheTimeOfEveryPictureInAnySize(SampleMedia media) throws Exception {
    Timecode timecode = Timecode.of(media);
    decode(media, "scale=544:306");
    for (int i = 0; i < SampleMedia.PICTURES; i++) {
      assertThat(timecode.read(picture(i))).isEqualTo(Duration.ofMillis(40L * i));
    }
  }

  @Test
  void readsNothingWhereNothingIs() throws Exception {
    Timecode timecode = Timecode.of(SampleMedia.H264_AAC);
    decode(SampleMedia.H264_AAC, "null");
    BufferedImage covered = picture(60);
    Graphics2D graphics = covered.createGraphics();
    graphics.fillRect(128, 0, 20, 40);
    graphics.dispose();
    BufferedImage black = new BufferedImage(320, 180, BufferedImage.TYPE_INT_RGB);
    for (BufferedImage picture : List.of(covered, black)) {
      assertThatThrownBy(() -> timecode.read(picture))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("no digit at x=");
    }
  }

  private BufferedImage picture(int index) throws Exception {
    return ImageIO.read(directory.resolve(index + 1 + ".png").toFile());
  }

  private void decode(SampleMedia media, String filter) {
    List<String> command = new ArrayList<>(FfmpegRelease.DISTRIBUTION.command());
    command.addAll(List.of("-i", media.file().toString(), "-vf", filter));
    command.addAll(List.of("-fps_mode", "passthrough"));
    command.add(directory.resolve("%d.png").toString());
    try (ChildProcess process = ChildProcess.start(command)) {
      assertThat(process.awaitEnd(Duration.ofSeconds(60))).isZero();
    }
  }
}
