package dev.weir.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The file in which the configuration document is kept.
///
/// Blocks on the disk; not for event loops. One thread at a time may save.
public final class ConfigFile {
  private final Path path;

  /// Names the file; touches nothing.
  public ConfigFile(Path path) {
    this.path = path;
  }

  /// Reads and checks the document.
  ///
  /// @throws ConfigException if the file cannot be read, or with everything that is wrong in it
  public ConfigDocument load() throws ConfigException {
    String text = read();
    if (text.isBlank()) {
      throw refusal("the file is empty; write {} for a configuration of defaults");
    }
    return ConfigDocument.parse(text);
  }

  private String read() throws ConfigException {
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

  /// Replaces the file by `document`: after a crash there is the old one or the new one, whole.
  ///
  /// The new file can be read by its owner only, since it may hold passwords.
  ///
  /// @throws IOException if the disk refuses; the old file is then still there
  public void save(ConfigDocument document) throws IOException {
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path directory = target.resolveSibling("");
    Path fresh =
        Files.createTempFile(
            directory,
            target.getFileName() + ".",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      write(fresh, document.text());
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    // The rename lasts only once the directory itself is on the disk.
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
