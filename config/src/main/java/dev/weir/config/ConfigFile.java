package dev.weir.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// The file in which the configuration document is kept.
///
/// Blocks on the disk; not for event loops. One thread at a time may save.
public final class ConfigFile {
  private final Path path;

  /// What tells one state of the file from the next without reading it.
  record Stamp(FileTime modified, long sizeBytes, Optional<Object> inode) {
    static Stamp of(BasicFileAttributes seen) {
      return new Stamp(seen.lastModifiedTime(), seen.size(), Optional.ofNullable(seen.fileKey()));
    }
  }

  /// Names the file; touches nothing.
  public ConfigFile(Path path) {
    this.path = path;
  }

  /// Where it is.
  public Path path() {
    return path;
  }

  /// Whether there is anything of that name.
  public boolean exists() {
    return Files.exists(path);
  }

  /// Reads and checks the document.
  ///
  /// @throws ConfigException if the file cannot be read, or with everything that is wrong in it
  public ConfigDocument load() throws ConfigException {
    return parse(read());
  }

  /// Checks what was [#read].
  ConfigDocument parse(String text) throws ConfigException {
    if (text.isBlank()) {
      throw refusal("the file is empty; write {} for a configuration of defaults");
    }
    return ConfigDocument.parseFile(text);
  }

  /// What stands in the file.
  ///
  /// @throws ConfigException if it cannot be read, or is too large
  String read() throws ConfigException {
    try {
      if (Files.isDirectory(path)) {
        throw refusal("is a directory, not a file");
      }
      if (Files.size(path) > ConfigDocument.LONGEST) {
        throw refusal("the file is larger than " + ConfigDocument.LONGEST + " bytes");
      }
      return Files.readString(path);
    } catch (NoSuchFileException _) {
      throw refusal("there is no such file");
    } catch (CharacterCodingException _) {
      throw refusal("the file is not text in UTF-8");
    } catch (IOException e) {
      throw refusal("the file cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private ConfigException refusal(String message) {
    return ConfigException.of(path.toString(), message);
  }

  /// How the file looks now; empty if it is not there or cannot be looked at.
  Optional<Stamp> stamp() {
    try {
      return Optional.of(Stamp.of(Files.readAttributes(path, BasicFileAttributes.class)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Replaces the file by `text`, a whole document: after a crash there is the old one or the new
  /// one, whole.
  ///
  /// The new file can be read by its owner only, since it may hold passwords.
  ///
  /// @return how the file looks that was written; somebody may have changed it since
  /// @throws IOException if the disk refuses; the old file is then still there
  Stamp save(String text) throws IOException {
    return Stamp.of(DurableFile.write(real(), text));
  }

  /// Deletes what is left of [#save] where the process was killed.
  void sweep() {
    try {
      DurableFile.sweepBeside(real());
    } catch (IOException _) {
      // A file that cannot be found is not read either, and then that is said.
    }
  }

  /// Behind links.
  private Path real() throws IOException {
    return Files.exists(path) ? path.toRealPath() : path;
  }

  /// A file beside it: `weir.json` and `suffix`.
  Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }
}
