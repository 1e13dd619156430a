package dev.weir.media.file;

import dev.weir.media.ByteSource;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A file of a format that has no index, or none that tells enough: it is read once from start to
/// end by the format's [Demuxer], and what that finds is remembered, with the places where it can
/// resume.
///
/// A track has the codec that it starts with. Any thread may use it; [#close] closes the source.
public final class IndexedFile implements MediaFile {
  /// How many samples a file may have: a day of pictures and sound.
  public static final int DEFAULT_MAX_SAMPLES = 10_000_000;

  static final int PIECE_BYTES = 64 * 1024;

  private final ByteSource source;
  private final Function<TrackSink, Demuxer> format;
  private final StoredIndex index;

  /// A file whose index is known.
  ///
  /// @param format makes a reader of the format
  public IndexedFile(ByteSource source, Function<TrackSink, Demuxer> format, StoredIndex index) {
    this.source = source;
    this.format = format;
    this.index = index;
  }

  /// Reads all of the file, or as far as it is of its format and has at most
  /// [#DEFAULT_MAX_SAMPLES]. If it throws, the source stays open.
  ///
  /// @param format makes a reader of the format
  /// @throws MediaException if not even one sample can be read
  public static IndexedFile read(ByteSource source, Function<TrackSink, Demuxer> format)
      throws IOException {
    return read(source, format, DEFAULT_MAX_SAMPLES);
  }

  /// Reads all of a file with at most `maxSamples`.
  public static IndexedFile read(
      ByteSource source, Function<TrackSink, Demuxer> format, int maxSamples) throws IOException {
    Indexer indexer = new Indexer(maxSamples);
    try (Demuxer demuxer = format.apply(indexer)) {
      indexer.demuxer = demuxer;
      readAll(source, demuxer);
    } catch (MediaException damage) {
      if (indexer.isEmpty()) {
        throw damage;
      } // Otherwise what comes before the damage can be played.
    }
    return new IndexedFile(source, format, indexer.index());
  }

  /// Reads a file from start to end.
  static void readAll(ByteSource source, Demuxer demuxer) throws IOException {
    ByteBuf piece = PooledByteBufAllocator.DEFAULT.buffer(PIECE_BYTES);
    try {
      long position = 0;
      while (source.read(position, piece.clear(), PIECE_BYTES) > 0) {
        position += piece.readableBytes();
        demuxer.read(piece);
      }
      demuxer.end();
    } finally {
      piece.release();
    }
  }

  /// Tracks and index, to be stored.
  public StoredIndex storedIndex() {
    return index;
  }

  @Override
  public List<Track> tracks() {
    return index.tracks();
  }

  @Override
  public SampleIndex index() {
    return index.samples();
  }

  @Override
  public Cursor open(int firstSample) {
    return new IndexedCursor(source, format, index, firstSample);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /// Remembers what a reader finds.
  private static final class Indexer implements TrackSink {
    private final SampleIndex.Builder samples;
    private final Map<Integer, Track> tracks = new TreeMap<>();
    private final Set<Integer> started = new HashSet<>();

    private @Nullable Demuxer demuxer; // set before it reads

    Indexer(int maxSamples) {
      samples = new SampleIndex.Builder(maxSamples);
    }

    @Override
    public void track(Track track) {
      if (!started.contains(track.id())) {
        tracks.put(track.id(), track);
      }
    }

    @Override
    public void sample(Sample sample) {
      started.add(sample.trackId());
      samples.add(
          demuxer == null ? 0 : demuxer.position(),
          sample.dtsMicros(),
          sample.ptsOffsetMicros(),
          sample.payload().readableBytes(),
          sample.trackId(),
          sample.keyframe());
    }

    boolean isEmpty() {
      return started.isEmpty();
    }

    /// Tracks of which there is no sample are no use.
    StoredIndex index() {
      tracks.keySet().retainAll(started);
      return new StoredIndex(List.copyOf(tracks.values()), samples.build());
    }
  }
}
