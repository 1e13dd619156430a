package dev.weir.bench.formats;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What reading and writing each format of files costs beside a plain copy of the same bytes, and
/// beside FFmpeg's `-c copy`.
final class FileRates {
  /// Titles of a line.
  static final String TITLES = "| format | MB | " + Cost.COLUMNS + " | FFmpeg ms | Weir ms |";

  private FileRates() {}

  /// The names of the lines.
  static List<String> names() {
    return Stream.of(FileRow.values()).map(FileRow::name).toList();
  }

  /// Prints the line of a name.
  static void measure(String name) throws IOException {
    FileRow row = FileRow.valueOf(name);
    try (FileWork work = new FileWork(row)) {
      ByteBuf bytes = work.bytes();
      Cost copy = Cost.of(work::copy);
      Counting sink = new Counting();
      Cost read = Cost.of(() -> work.read(sink));
      Counting once = new Counting();
      work.read(once);
      Cost write = Cost.of(work::write);
      Path written = Recipe.directory().resolve(row + "." + row.format.extensions().getFirst());
      save(bytes, written);
      double ffmpegMillis = 1e3 * CopyingFfmpeg.seconds(written, row.ffmpegName);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f | %s | %.0f | %.1f |%n",
          row.name().toLowerCase(Locale.ROOT),
          bytes.readableBytes() / 1e6,
          Cost.columns(bytes, copy, read, write, once.samples()),
          ffmpegMillis,
          (read.nanos() + write.nanos()) / 1e6);
    }
  }

  /// For FFmpeg.
  private static void save(ByteBuf bytes, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(bytes.nioBuffer());
    }
  }
}
