package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Any file is a playlist, of which each entry is one line.
class PlaylistFileFuzzTest {
  @FuzzTest
  void anyFile(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("weir-fuzz", ".pls");
    try {
      Files.write(file, bytes);
      for (PlaylistFile.Entry entry : new PlaylistFile(file).entries()) {
        assertThat(entry.line()).isNotBlank().doesNotContain("\n", "\r").doesNotStartWith("#");
      }
    } finally {
      Files.delete(file);
    }
  }
}
