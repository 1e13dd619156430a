package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir private Path directory;

  @Test
  void replacesWhatWasThere() throws IOException {
    Path target = Files.writeString(directory.resolve("weir.json"), "old");
    DurableFile.write(target, "new");
    assertThat(target).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
    assertThat(directory.toFile().list()).containsExactly("weir.json");
  }

  @Test
  void whatKilledWritersLeftIsSwept() throws IOException {
    Path target = directory.resolve("weir.json");
    Path left = unfinished("weir.json.4639487706747749695.new", Duration.ofHours(1));
    Path atIt = unfinished("weir.json.77.new", Duration.ZERO);
    Path others = unfinished("weir.json.dates.77.new", Duration.ofHours(1));
    Path named = unfinished("weir.json.new", Duration.ofHours(1));
    DurableFile.sweepBeside(target);
    assertThat(left).doesNotExist();
    assertThat(atIt).exists();
    assertThat(others).exists();
    assertThat(named).exists();
  }

  @Test
  void aDirectoryThatIsNotThereHasNothingToSweep() {
    DurableFile.sweepBeside(directory.resolve("gone").resolve("weir.json"));
  }

  private Path unfinished(String name, Duration age) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "{");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    return file;
  }
}
