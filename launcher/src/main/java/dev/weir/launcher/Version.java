package dev.weir.launcher;

import static java.time.temporal.ChronoUnit.SECONDS;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// Which Weir this is, as its jar says.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text(), "Java " + Runtime.version()};
  }

  static String text() {
    return "Weir " + number();
  }

  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not from a jar)" : version;
  }

  /// When the jar was built, as far as its file says.
  static Optional<LocalDateTime> built() {
    try {
      Path jar = Path.of(Version.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Instant written = Files.getLastModifiedTime(jar).toInstant();
      return Optional.of(
          LocalDateTime.ofInstant(written, ZoneId.systemDefault()).truncatedTo(SECONDS));
    } catch (IOException | URISyntaxException _) {
      return Optional.empty();
    }
  }
}
