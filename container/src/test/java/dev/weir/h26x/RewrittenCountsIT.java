package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.DemuxerFacts;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// FFmpeg sees the same pictures in what [RewrittenCounts] makes: it is H.264.
class RewrittenCountsIT {
  @TempDir private Path directory;

  private List<String> pictures(byte[] stream) throws IOException {
    Path file = Files.write(directory.resolve("stream.h264"), stream);
    FfmpegViewer.Received received = FfmpegInput.of(file).decode();
    assertThat(received.log().errors()).isEmpty();
    return received.frames().video().stream().map(Frames.Frame::hash).toList();
  }

  @Test
  void ffmpegDecodesTheSame() throws IOException {
    byte[] original = DemuxerFacts.load("rawvideo/order-avc.h264");
    List<String> pictures = pictures(original);
    assertThat(pictures).hasSize(50);
    for (byte[] rewritten : RewrittenCounts.of(original)) {
      assertThat(pictures(rewritten)).isEqualTo(pictures);
    }
  }
}
