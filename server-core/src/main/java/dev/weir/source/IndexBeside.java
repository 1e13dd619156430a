package dev.weir.source;

import dev.weir.media.ByteSource;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.TrackSink;
import dev.weir.media.file.IndexedFile;
import dev.weir.media.file.StoredIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index of a media file as it lies beside it. It counts as long as the media file has the size
/// and time that it was made for. Blocks.
///
/// @param mediaBytes the size of the media file before it was read
/// @param modifiedMillis when it was modified
record IndexBeside(Beside beside, long mediaBytes, long modifiedMillis) {
  private static final Logger log = LoggerFactory.getLogger(IndexBeside.class);

  /// The index of `media` as it is now.
  ///
  /// @param program of a transport stream, as [Beside#of] takes it
  static IndexBeside of(Path media, int program) throws IOException {
    BasicFileAttributes now = Files.readAttributes(media, BasicFileAttributes.class);
    return new IndexBeside(
        Beside.of(media, program), now.size(), now.lastModifiedTime().toMillis());
  }

  /// Opens the media file with it; null if there is none that counts.
  ///
  /// @param format makes a reader of the format, as when the index was made
  @Nullable MediaFile open(Function<TrackSink, Demuxer> format, ByteSource media) {
    try {
      ByteBuffer stored = beside.read();
      StoredIndex index =
          stored == null ? null : StoredIndex.read(stored, mediaBytes, modifiedMillis);
      return index == null ? null : new IndexedFile(media, format, index);
    } catch (IOException | MediaException | IllegalArgumentException e) {
      log.info("{} is not used: {}", beside.file(), e.toString());
      return null;
    }
  }

  /// Writes it.
  void save(StoredIndex index) {
    beside.write(index.stored(mediaBytes, modifiedMillis));
  }
}
