package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir private Path directory;

  @Test
  void readsBackWhatItSaved() throws IOException, ConfigException {
    ConfigFile file = new ConfigFile(directory.resolve("weir.json"));
    ConfigDocument document = ConfigDocument.parse("{\"config\": {\"serverid\": \"é\"}}");
    assertThat(file.save(document.text())).isEqualTo(file.stamp().orElseThrow());
    assertThat(file.load().config()).isEqualTo(document.config());
  }

  @Test
  void savesForTheOwnerOnlyAndLeavesNothingElseBehind() throws IOException, ConfigException {
    Path path = directory.resolve("weir.json");
    Files.writeString(path, "old");
    new ConfigFile(path).save("{}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryContaining(path::equals);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void savesThroughASymbolicLink() throws IOException, ConfigException {
    Path real = Files.writeString(directory.resolve("real.json"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("weir.json"), real);
    new ConfigFile(link).save("{}\n");
    assertThat(link).isSymbolicLink();
    assertThat(real).content().startsWith("{");
  }

  @Test
  void saysInASentenceWhyAFileCannotBeRead() throws IOException {
    assertRefused(directory.resolve("none.json"), "there is no such file");
    assertRefused(directory, "is a directory, not a file");
    Path empty = Files.writeString(directory.resolve("empty.json"), " \n");
    assertRefused(empty, "the file is empty; write {} for a configuration of defaults");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xFF, 0});
    assertRefused(binary, "the file is not text in UTF-8");
    Path huge = Files.writeString(directory.resolve("huge"), " ".repeat((4 << 20) + 1));
    assertRefused(huge, "the file is larger than 4194304 bytes");
  }

  @Test
  void overlooksAByteOrderMark() throws IOException, ConfigException {
    Path path = Files.writeString(directory.resolve("weir.json"), "\uFEFF{}");
    assertThat(new ConfigFile(path).load().config()).isEqualTo(WeirConfig.defaults());
  }

  private static void assertRefused(Path path, String message) {
    assertThatThrownBy(() -> new ConfigFile(path).load())
        .isInstanceOf(ConfigException.class)
        .hasMessage(path + ": " + message);
  }
}
