package dev.weir.source;

import dev.weir.ts.TsDemuxer;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is kept of a media file beside it, so that it need not be read again: `film.ts.weirindex`,
/// and `film.ts.weirindex.2` of its program 2 alone. A folder that cannot be written to costs time
/// at each opening and nothing else. Blocks.
///
/// @param file where it lies
public record Beside(Path file) {
  private static final Logger log = LoggerFactory.getLogger(Beside.class);

  private static final String ENDING = ".weirindex";

  private static final Pattern ANY_ENDING = Pattern.compile(Pattern.quote(ENDING) + "(\\.\\d+)?");

  /// What lies beside `media`.
  public static Beside of(Path media) {
    return new Beside(media.resolveSibling(media.getFileName() + ENDING));
  }

  /// What lies beside `media` of one of its programs: whatever other files are called, what lies
  /// beside them has another name.
  ///
  /// @param program its program_number, or [TsDemuxer#ANY_PROGRAM]
  public static Beside of(Path media, int program) {
    return program == TsDemuxer.ANY_PROGRAM
        ? of(media)
        : new Beside(media.resolveSibling(media.getFileName() + ENDING + "." + program));
  }

  /// All that lies beside `media` now, of whichever program.
  static List<Path> allOf(Path media) throws IOException {
    String name = String.valueOf(media.getFileName());
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> named =
        Files.newDirectoryStream(
            media.resolveSibling(""),
            path -> {
              String other = String.valueOf(path.getFileName());
              return other.startsWith(name)
                  && ANY_ENDING.matcher(other.substring(name.length())).matches();
            })) {
      named.forEach(all::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return all;
  }

  /// What is in it; null if there is none. Mapped, so that the index of a long film takes no heap:
  /// it is renamed into place and never changed afterwards.
  public @Nullable ByteBuffer read() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  /// Puts `content` there instead of what there is.
  public void write(ByteBuf content) {
    Path unfinished = null;
    try {
      unfinished = Files.createTempFile(file.getParent(), ".", ENDING);
      try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        content.readBytes(out, 0, content.readableBytes());
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.debug("{} cannot be written: {}", file, e.toString());
      delete(unfinished);
    }
  }

  private static void delete(@Nullable Path unfinished) {
    try {
      if (unfinished != null) {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      log.debug("{} cannot be deleted: {}", unfinished, e.toString());
    }
  }
}
