package dev.weir.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The last versions of the document, in a directory beside it: `000041.json`, `000042.json`, …
///
/// Each is a whole document as it was written, comments and all. Blocks on the disk; one thread at
/// a time.
public final class ConfigHistory {
  /// How many versions are kept.
  public static final int KEPT = 20;

  private static final Pattern NAME = Pattern.compile("[0-9]{6,18}\\.json");

  private final Path directory;

  /// One version.
  ///
  /// @param number grows with each version
  /// @param path its file
  public record Version(long number, Path path) {}

  ConfigHistory(Path directory) {
    this.directory = directory;
  }

  /// The versions that there are, oldest first.
  public List<Version> versions() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Version> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (NAME.matcher(name).matches()) {
          found.add(new Version(Long.parseLong(name, 0, name.indexOf('.'), 10), file));
        }
      }
    }
    found.sort(Comparator.comparingLong(Version::number));
    return Collections.unmodifiableList(found);
  }

  /// The newest version that can be used, in case the document itself cannot.
  Optional<Version> newestGood() {
    try {
      for (Version version : versions().reversed()) {
        if (isGood(version)) {
          return Optional.of(version);
        }
      }
    } catch (IOException _) {
      // A history that cannot be read helps nobody, and nothing was asked of it before.
    }
    return Optional.empty();
  }

  private static boolean isGood(Version version) {
    try {
      new ConfigFile(version.path()).load();
      return true;
    } catch (ConfigException _) {
      return false;
    }
  }

  /// Keeps `text` as the newest version, unless it is that already, and lets go of the oldest.
  ///
  /// @throws IOException if the disk refuses; what was kept before is then still there
  void add(String text) throws IOException {
    List<Version> before = versions();
    if (!before.isEmpty() && text.equals(read(before.getLast()))) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    long number = before.isEmpty() ? 1 : before.getLast().number() + 1;
    DurableFile.write(directory.resolve("%06d.json".formatted(number)), text);
    for (Version old : before.subList(0, Math.max(0, before.size() + 1 - KEPT))) {
      Files.deleteIfExists(old.path());
    }
  }

  /// Deletes what is left of [#add] where the process was killed.
  void sweep() {
    DurableFile.sweep(directory, NAME.asMatchPredicate());
  }

  private static String read(Version version) throws IOException {
    return new String(Files.readAllBytes(version.path()), StandardCharsets.UTF_8);
  }
}
