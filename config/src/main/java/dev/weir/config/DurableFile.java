package dev.weir.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// Replaces files so that after a crash there is the old one or the new one, whole. Blocks on the
/// disk.
public final class DurableFile {
  private DurableFile() {}

  /// Writes `text` into `target`, readable by its owner only.
  ///
  /// @return how the new file looks; somebody may have changed it since
  /// @throws IOException if the disk refuses; what was there before is then still there
  public static BasicFileAttributes write(Path target, String text) throws IOException {
    Path directory = target.toAbsolutePath().resolveSibling("");
    Path fresh =
        Files.createTempFile(
            directory,
            target.getFileName() + ".",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    BasicFileAttributes written;
    try {
      fill(fresh, text);
      written = Files.readAttributes(fresh, BasicFileAttributes.class);
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    // The rename lasts only once the directory itself is on the disk.
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
    return written;
  }

  private static void fill(Path file, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
