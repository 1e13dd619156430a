package dev.weir.source;

import dev.weir.media.ByteSource;
import dev.weir.media.MediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.file.MediaFormat;
import dev.weir.media.file.StoredIndex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index of a media file as it lies beside it: `film.ts.weirindex`. It counts as long as the
/// media file has the size and time that it was made for; a folder that cannot be written to costs
/// time at each opening and nothing else. Blocks.
///
/// @param mediaBytes the size of the media file before it was read
/// @param modifiedMillis when it was modified
record IndexBeside(Path file, long mediaBytes, long modifiedMillis) {
  private static final Logger log = LoggerFactory.getLogger(IndexBeside.class);

  static final String ENDING = ".weirindex";

  /// The index of `media` as it is now.
  static IndexBeside of(Path media) throws IOException {
    BasicFileAttributes now = Files.readAttributes(media, BasicFileAttributes.class);
    return new IndexBeside(
        media.resolveSibling(media.getFileName() + ENDING),
        now.size(),
        now.lastModifiedTime().toMillis());
  }

  /// Opens the media file with it; null if there is none that counts.
  @Nullable MediaFile open(MediaFormat format, ByteSource media) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      // Mapped, so that the index of a long film takes no heap; it is renamed into place and never
      // changed afterwards.
      ByteBuffer stored = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      StoredIndex index = StoredIndex.read(stored, mediaBytes, modifiedMillis);
      return index == null ? null : format.open(media, index);
    } catch (NoSuchFileException _) {
      return null;
    } catch (IOException | MediaException | IllegalArgumentException e) {
      log.info("{} is not used: {}", file, e.toString());
      return null;
    }
  }

  /// Writes it.
  void save(StoredIndex index) {
    Path unfinished = null;
    ByteBuf stored = Unpooled.buffer();
    try {
      index.write(mediaBytes, modifiedMillis, stored);
      unfinished = Files.createTempFile(file.getParent(), ".", ENDING);
      try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        stored.readBytes(out, 0, stored.readableBytes());
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
