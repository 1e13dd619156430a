package dev.weir.source;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.media.ByteSource;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.media.file.IndexedFile;
import dev.weir.media.file.LocalFile;
import dev.weir.media.file.MediaFormat;
import dev.weir.stream.OnDemandSource;
import dev.weir.ts.TsDemuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files of this machine, one by itself or all below a folder. Any thread; blocks.
public final class FileSource implements OnDemandSource {
  private static final Logger log = LoggerFactory.getLogger(FileSource.class);

  private static final String NOT_THERE = "Stream is offline: there is no such file";

  @Override
  public boolean opens(StreamSource source) {
    return source instanceof StreamSource.File || source instanceof StreamSource.Folder;
  }

  @Override
  public Look look(StreamName name, StreamSource source) {
    if (source instanceof StreamSource.Folder && name.wildcard().isEmpty()) {
      return new Look.NotThere(
          "Stream is offline: name a file of its folder, as in " + name + "+FILE");
    }
    return FilePlace.find(name, source)
        .<Look>map(file -> new Look.There(version(file)))
        .orElseGet(() -> new Look.NotThere(NOT_THERE));
  }

  /// Size, time of modification and number of the file, and of the subtitles beside it.
  private static String version(Path file) {
    try {
      StringBuilder version = new StringBuilder(oneVersion(file));
      for (Path text : Subtitled.beside(file)) {
        version.append('-').append(oneVersion(text));
      }
      return version.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String oneVersion(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return "%x-%x-%x"
        .formatted(
            attributes.size(),
            attributes.lastModifiedTime().toMillis(),
            String.valueOf(attributes.fileKey()).hashCode());
  }

  @Override
  public Optional<Opened> open(StreamName name, StreamSource source) throws IOException {
    Path file =
        FilePlace.find(name, source).orElseThrow(() -> new NoSuchFileException(name.full()));
    return Optional.of(
        open(
            file,
            source instanceof StreamSource.File(String _, int program)
                ? program
                : TsDemuxer.ANY_PROGRAM));
  }

  /// Deletes the file that `source` means for `name`, and the indexes beside it. What is no media
  /// is left alone, whatever a source says of it.
  ///
  /// @return what is gone: 0 nothing, 1 the file, 2 the file and what indexes it had
  /// @throws IOException if the file cannot be deleted; then the indexes are there, too
  public int delete(StreamName name, StreamSource source) throws IOException {
    Optional<Path> found = FilePlace.find(name, source);
    if (found.isEmpty() || !isMedia(found.get())) {
      return 0;
    }
    List<Path> indexes = Beside.allOf(found.get());
    Files.delete(found.get());
    for (Path index : indexes) {
      Files.deleteIfExists(index);
    }
    return indexes.isEmpty() ? 1 : 2;
  }

  private static boolean isMedia(Path file) throws IOException {
    try (LocalFile bytes = LocalFile.open(file)) {
      format(file, bytes);
      return true;
    } catch (UnsupportedMediaException _) {
      return false;
    }
  }

  /// Opens a file of any format.
  ///
  /// @param program of a transport stream, or [TsDemuxer#ANY_PROGRAM]
  /// @throws UnsupportedMediaException if its format is unknown, or has no such programs
  static Opened open(Path file, int program) throws IOException {
    LocalFile bytes = LocalFile.open(file);
    boolean opened = false;
    try {
      Opened media = open(file, program, bytes);
      opened = true;
      return media;
    } finally {
      if (!opened) {
        bytes.close();
      }
    }
  }

  private static Opened open(Path file, int program, ByteSource bytes) throws IOException {
    MediaFormat format = format(file, bytes);
    MediaFile film =
        format.hasIndex() && program == TsDemuxer.ANY_PROGRAM
            ? format.open(bytes)
            : indexed(IndexBeside.of(file, program), format.demuxers(program), bytes);
    return new Opened(withSubtitles(film, file), format, bytes);
  }

  private static MediaFile withSubtitles(MediaFile film, Path file) throws IOException {
    try {
      return Subtitled.of(film, Subtitled.beside(file));
    } catch (MediaException e) {
      log.warn("the subtitles beside {} are left out: {}", file, e.toString());
      return film;
    }
  }

  private static MediaFile indexed(
      IndexBeside beside, Function<TrackSink, Demuxer> format, ByteSource bytes)
      throws IOException {
    MediaFile known = beside.open(format, bytes);
    if (known != null) {
      return known;
    }
    IndexedFile read = IndexedFile.read(bytes, format);
    beside.save(read.storedIndex());
    MediaFile kept = beside.open(format, bytes); // mapped: what was collected takes heap
    return kept == null ? read : kept;
  }

  private static MediaFormat format(Path file, ByteSource bytes) throws IOException {
    ByteBuf start = Unpooled.buffer(MediaFormat.PROBE_BYTES);
    bytes.read(0, start, MediaFormat.PROBE_BYTES);
    MediaFormat format = MediaFormat.of(start, String.valueOf(file.getFileName()));
    if (format == null) {
      throw new UnsupportedMediaException("the file is of no format that is known");
    }
    return format;
  }
}
