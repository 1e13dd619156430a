package dev.weir.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces files so that after a crash there is the old one or the new one, whole. Blocks on the
/// disk.
public final class DurableFile {
  private static final Pattern UNFINISHED = Pattern.compile("(.*)\\.[0-9]+\\.new");
  private static final Duration LONGEST_WRITE = Duration.ofMinutes(1);

  private DurableFile() {}

  /// Writes `text` into `target`, readable by its owner only.
  ///
  /// @return how the new file looks; somebody may have changed it since
  /// @throws IOException if the disk refuses; what was there before is then still there
  public static BasicFileAttributes write(Path target, String text) throws IOException {
    Path directory = directory(target);
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

  /// Deletes what is left of writers of `target` that were killed before they were done. Those of
  /// the last minute may still be at it, in another process, and are let alone.
  public static void sweepBeside(Path target) {
    sweep(directory(target), target.getFileName().toString()::equals);
  }

  /// Does the same for all files that are written into a directory.
  ///
  /// @param ours whether files of that name are
  static void sweep(Path directory, Predicate<String> ours) {
    Instant latest = Instant.now().minus(LONGEST_WRITE);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Matcher unfinished = UNFINISHED.matcher(file.getFileName().toString());
        if (unfinished.matches()
            && ours.test(unfinished.group(1))
            && Files.getLastModifiedTime(file).toInstant().isBefore(latest)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      // They take room and harm nobody; whoever writes next is told what is wrong there.
    }
  }

  private static Path directory(Path target) {
    return target.toAbsolutePath().resolveSibling("");
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
