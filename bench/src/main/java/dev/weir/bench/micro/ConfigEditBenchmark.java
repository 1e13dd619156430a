package dev.weir.bench.micro;

import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigFile;
import dev.weir.config.ConfigStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Informs how long an operator waits for a change of one stream among thousands: an answer at once
/// is one within 20 ms.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class ConfigEditBenchmark {
  /// How many streams the document has.
  @Param({"100", "5000"})
  public int streams;

  private Path directory;
  private ConfigStore inMemory;
  private ConfigStore saved;
  private int edits;

  /// Fills the documents.
  @Setup
  public void fill() throws ConfigException, IOException {
    directory = Files.createTempDirectory("weir-bench");
    inMemory = ConfigStore.inMemory(ConfigDocument.parse("{}"));
    saved = ConfigStore.openOrCreate(new ConfigFile(directory.resolve("weir.json")));
    for (ConfigStore store : new ConfigStore[] {inMemory, saved}) {
      store.change(json -> {
        for (int i = 0; i < streams; i++) {
          json.withObjectProperty("streams")
              .putObject("camera-" + i)
              .put("source", "push://10.0.0.0/8@secret-" + i)
              .put("DVR", 60_000);
        }
      });
    }
  }

  /// Deletes what was saved.
  @TearDown
  public void delete() throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Changes one stream and has the document checked.
  @Benchmark
  public boolean check() throws ConfigException, IOException {
    return edit(inMemory);
  }

  /// Changes one stream, until the document is on the disk.
  @Benchmark
  public boolean save() throws ConfigException, IOException {
    return edit(saved);
  }

  private boolean edit(ConfigStore store) throws ConfigException, IOException {
    int number = edits++;
    return store.change(json ->
        json.withObjectProperty("streams")
            .putObject("camera-" + number % streams)
            .put("source", "push://@" + number));
  }
}
