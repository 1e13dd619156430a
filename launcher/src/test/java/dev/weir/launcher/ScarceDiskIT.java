package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Await;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recordings on a machine that lets no file grow beyond some size: the operator is told, what was
/// written plays, and the next try writes another file.
class ScarceDiskIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final List<String> FORMATS = List.of("mp4", "mkv", "ts", "flv");

  /// As `ulimit` counts them.
  private static final int KIBIBYTES = 150;

  @TempDir private Path folder;

  @Test
  void recordingsThatTheDiskRefusesSaySoPlayAndGoOn() throws Exception {
    Path rec = Files.createDirectory(folder.resolve("rec"));
    String document =
        """
        {"config": {"protocols": [{"connector": "HTTP", "port": 0}], "controller": {"interface": "127.0.0.1", "port": API}},
         "push_settings": {"wait": 1}, "streams": {"demo": {"source": "demo:"}}}
        """;
    List<String> limited =
        List.of("/bin/bash", "-c", "ulimit -f " + KIBIBYTES + "; exec \"$@\"", "limited");
    try (ServerProcess server = new ServerProcess(folder, document, limited, List.of())) {
      for (String format : FORMATS) {
        server.ask("{'push_start':['demo','" + rec + "/a." + format + "']}");
      }
      for (String format : FORMATS) {
        Await.until(
            "the next file of " + format, LIMIT, () -> Files.exists(rec.resolve("a-2." + format)));
      }
      for (JsonNode push : server.ask("{'push_list':1}").path("push_list")) {
        JsonNode status = push.path(5);
        assertThat(status.path("reason").asText()).contains("may not grow any more");
        assertThat(status.path("tries").asInt()).isGreaterThan(1);
        assertThat(push.path(4).toString()).contains("next try in 1 s");
      }
      server.kill();
    }
    for (String format : FORMATS) {
      Path file = rec.resolve("a." + format);
      assertThat(Files.size(file)).isLessThanOrEqualTo(KIBIBYTES * 1024L);
      FfmpegViewer.Received decoded = FfmpegInput.of(file).decode();
      assertThat(decoded.exitCode()).as(format).isZero();
      assertThat(decoded.frames().video()).as(format).hasSizeGreaterThan(25);
    }
  }
}
