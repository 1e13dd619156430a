package dev.weir.bench.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Encoders (FFmpeg) that publish for some seconds, end in order or are killed, and come back.
final class Publishers {
  private static final int LEAST_SECONDS = 20;
  private static final int SPREAD_SECONDS = 60;

  private final Path clip;
  private final int rtmpPort;

  private volatile boolean over; // once

  Publishers(Path clip, int rtmpPort) {
    this.clip = clip;
    this.rtmpPort = rtmpPort;
  }

  /// Keeps `stream` being published, with pauses, until [#stop].
  void start(String stream) {
    Random random = new Random(stream.hashCode());
    Thread.ofVirtual().start(() -> publishAgainAndAgain(stream, random));
  }

  void stop() {
    over = true;
  }

  private void publishAgainAndAgain(String stream, Random random) {
    try {
      while (!over) {
        Process encoder = encoder(stream);
        try {
          encoder.waitFor(LEAST_SECONDS + random.nextInt(SPREAD_SECONDS), TimeUnit.SECONDS);
        } finally {
          if (random.nextBoolean()) {
            encoder.destroyForcibly();
          } else {
            encoder.destroy();
          }
          encoder.waitFor();
        }
        // Sometimes within the resume window, sometimes after it.
        Thread.sleep(random.nextInt(25_000));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Process encoder(String stream) throws IOException {
    String url = "rtmp://127.0.0.1:" + rtmpPort + "/live/" + stream;
    return new ProcessBuilder(
            "ffmpeg",
            "-v",
            "error",
            "-nostdin",
            "-re",
            "-stream_loop",
            "-1",
            "-i",
            clip.toString(),
            "-c",
            "copy",
            "-f",
            "flv",
            url)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
