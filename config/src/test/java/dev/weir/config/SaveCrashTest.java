package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Await;
import dev.weir.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that saves without a break is killed (-9) in the middle, again and again.
///
/// `-Dweir.crashes=200` for the long run.
class SaveCrashTest {
  private static final int CRASHES = Integer.getInteger("weir.crashes", 3);
  private static final Duration LIMIT = Duration.ofMinutes(2); // many builds may run beside

  @TempDir private Path directory;

  @Test
  void neverLosesWhatWasSavedNorLeavesHalfAFile() throws Exception {
    Random random = new Random(9);
    Path path = directory.resolve("weir.json");
    for (int crash = 0; crash < CRASHES; crash++) {
      int saved = runAndKill(path, random);
      ConfigStore store = ConfigStore.open(new ConfigFile(path));
      assertThat(count(store)).isBetween((long) saved, saved + 1L);
      assertThat(new ConfigFile(store.versions().getLast().path()).load().config()).isNotNull();
    }
  }

  /// Starts the saver, kills it at some moment, and returns the last edit that it says is saved.
  private static int runAndKill(Path path, Random random) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        List.of(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Saver.class.getName(),
            path.toString());
    try (ChildProcess saver = ChildProcess.start(command)) {
      int wanted = 3 + random.nextInt(20);
      Await.until("some saves", LIMIT, () -> saver.output().size() >= wanted || !saver.isRunning());
      LockSupport.parkNanos(random.nextInt(5_000_000)); // a moment within a save
      saver.kill();
      saver.awaitEnd(LIMIT);
      assertThat(saver.log()).isEmpty();
      return Integer.parseInt(saver.output().getLast());
    }
  }

  private static long count(ConfigStore store) {
    return store.document().json().path("ui_settings").path("count").longValue();
  }

  /// Counts up in the document as fast as the disk allows, and says each number once it is saved.
  static final class Saver {
    private Saver() {}

    public static void main(String[] arguments) throws ConfigException, IOException {
      ConfigStore store = ConfigStore.openOrCreate(new ConfigFile(Path.of(arguments[0])));
      while (true) {
        long next = count(store) + 1;
        store.change(json -> {
          json.withObjectProperty("ui_settings").put("count", next).put("fill", "x".repeat(50_000));
        });
        System.out.println(next);
      }
    }
  }
}
