package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The peers against each other: FFmpeg publishes to nginx, FFmpeg and GStreamer play from it.
class RtmpPeersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final int port = Ports.freeTcp();
  private final String url = "rtmp://127.0.0.1:%d/live/test".formatted(port);
  private Nginx nginx;

  @BeforeEach
  void startNginx() {
    String blocks =
        "rtmp { server { listen 127.0.0.1:%d; chunk_size 4096; application live { live on; } } }"
            .formatted(port);
    nginx = Nginx.start(port, blocks);
  }

  @AfterEach
  void stopNginx() {
    nginx.close();
  }

  @Test
  void ffmpegReceivesWhatFfmpegPublished() {
    try (Ffmpeg publisher =
        Ffmpeg.publishForever(SampleMedia.H264_B_FRAMES_AAC.file(), "flv", url)) {
      publisher.awaitSent(Duration.ofMillis(200));
      FfmpegViewer.Received received = FfmpegInput.of(url).seconds(2).copy();
      assertThat(received.frames().video()).hasSizeGreaterThan(25);
      assertThatCode(() ->
              received
                  .frames()
                  .assertRunOfLoop(SampleMedia.H264_B_FRAMES_AAC.frames(), Duration.ofMillis(1)))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void gstreamerPlaysWhatFfmpegPublishes() {
    try (Ffmpeg publisher = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", url)) {
      publisher.awaitSent(Duration.ofMillis(200));
      try (GStreamer player = GStreamer.play(url)) {
        Played played = player.await(25, Duration.ofSeconds(1), LIMIT);
        assertThat(played.errors()).isEmpty();
      }
    }
  }
}
