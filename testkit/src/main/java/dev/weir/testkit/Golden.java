package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares text with a file below the module's `src/test/golden`.
///
/// `-Dgolden.update` writes the files anew; the difference is then reviewed like code.
public final class Golden {
  private static final Path ROOT = Path.of("src", "test", "golden");

  private Golden() {}

  /// Fails if `actual` differs from the golden file `name`.
  public static void assertMatches(String actual, String name) {
    Path file = ROOT.resolve(name);
    try {
      if (System.getProperty("golden.update") != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, actual);
      }
      assertThat(file).as("golden file; make it with -Dgolden.update").exists();
      assertThat(actual).as("golden file %s", file).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
