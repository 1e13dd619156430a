package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Await;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that records is killed (-9) at some moment, again and again: each file plays, and lacks
/// at most the last second.
///
/// `-Dweir.crashes=50` for the long run.
class RecordingCrashIT {
  private static final int CRASHES = Integer.getInteger("weir.crashes", 2);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> FORMATS = List.of("mp4", "mkv", "ts", "flv");
  private static final long MAX_LOST_MILLIS = 1000;

  @TempDir private Path folder;

  @Test
  void losesAtMostTheLastSecond() throws Exception {
    Random random = new Random(4);
    for (int crash = 0; crash < CRASHES; crash++) {
      Path rec = Files.createDirectory(folder.resolve("rec" + crash));
      long mediaMillis = recordAndKill(rec, random);
      for (String format : FORMATS) {
        assertHasAllBut(rec.resolve("demo." + format), mediaMillis - MAX_LOST_MILLIS);
      }
    }
  }

  /// Records until some moment, and returns how much media there was to record.
  private long recordAndKill(Path rec, Random random) throws IOException {
    String document =
        """
        {"config": {"protocols": [{"connector": "HTTP", "port": 0}], "controller": {"interface": "127.0.0.1", "port": API}},
         "streams": {"demo": {"source": "demo:"}}}
        """;
    try (ServerProcess server = new ServerProcess(folder, document, List.of(), List.of())) {
      for (String format : FORMATS) {
        server.ask("{'push_start':['demo','" + rec + "/$stream." + format + "']}");
      }
      Await.until("two seconds in all files", LIMIT, () -> recordedMillis(server) > 2000);
      LockSupport.parkNanos(random.nextLong(2_000_000_000L)); // the moment of the kill
      long newest = newestMillis(server);
      server.kill();
      return newest;
    }
  }

  /// What the slowest recording has.
  private static long recordedMillis(ServerProcess server) {
    long least = Long.MAX_VALUE;
    JsonNode list = server.ask("{'push_list':1}").path("push_list");
    for (JsonNode push : list) {
      least = Math.min(least, push.path(5).path("mediatime").asLong());
    }
    return list.size() == FORMATS.size() ? least : 0;
  }

  private static long newestMillis(ServerProcess server) {
    return server
        .ask("{'active_streams':['lastms']}")
        .path("active_streams")
        .path("demo")
        .path(0)
        .asLong();
  }

  private static void assertHasAllBut(Path file, long millis) {
    FfmpegViewer.Received decoded = FfmpegInput.of(file).decode();
    assertThat(decoded.exitCode()).as(file.toString()).isZero();
    List<Frames.Frame> video = decoded.frames().video();
    assertThat(video).as(file.toString()).isNotEmpty();
    long micros = video.getLast().ptsMicros() - video.getFirst().ptsMicros() + 40_000;
    assertThat(micros / 1000).as(file.toString()).isGreaterThanOrEqualTo(millis);
  }
}
