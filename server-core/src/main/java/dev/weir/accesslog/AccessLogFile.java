package dev.weir.accesslog;

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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file that grows by lines. When it is too long it becomes `NAME.1`, and what was that `NAME.2`;
/// when somebody else moves it away, a new one is begun with the next line.
///
/// Belongs to one thread; blocks on the disk.
final class AccessLogFile implements AccessLogSink {
  static final long MAX_BYTES = 100L << 20;
  static final int KEPT = 5;

  private final Path path;
  private final long maxBytes;

  private @Nullable FileChannel channel; // from the first line on
  private @Nullable Object key; // tells the open file from others of its name

  /// @param maxBytes how long it may get
  AccessLogFile(Path path, long maxBytes) {
    this.path = path;
    this.maxBytes = maxBytes;
  }

  @Override
  public void write(List<String> lines) throws IOException {
    FileChannel out = opened();
    ByteBuffer bytes =
        ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
    if (out.size() > maxBytes) {
      close();
      rotate();
    }
  }

  private FileChannel opened() throws IOException {
    FileChannel open = channel;
    if (open != null && Objects.equals(key, keyOf(path))) {
      return open;
    }
    close();
    FileChannel fresh =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    channel = fresh;
    key = keyOf(path);
    return fresh;
  }

  private static @Nullable Object keyOf(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException _) {
      return null; // it is not there any more
    }
  }

  private void rotate() throws IOException {
    for (int number = KEPT - 1; number >= 0; number--) {
      Path from = number == 0 ? path : numbered(number);
      if (Files.exists(from)) {
        Files.move(from, numbered(number + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path numbered(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
