package dev.weir.media.file;

import dev.weir.media.ByteSource;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
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
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the samples of an [IndexedFile] from one of them on.
///
/// The format's reader first gets the start of the file, until it knows all tracks, and then
/// resumes. Its samples are told from the ones before them by where they are; times are taken from
/// the index, for a reader that starts in the middle may count from elsewhere. Used by one thread.
final class IndexedCursor implements MediaFile.Cursor {
  private static final int MAX_START_BYTES = 8 << 20;
  private static final int MAX_LOOKED_AT = 8192; // entries

  private final ByteSource source;
  private final Demuxer demuxer;
  private final StoredIndex index;
  private final SampleIndex samples;
  private final int first;
  private final Set<Integer> announced = new HashSet<>();
  private final ByteBuf piece = PooledByteBufAllocator.DEFAULT.buffer(IndexedFile.PIECE_BYTES);
  private final ByteBuf queued = PooledByteBufAllocator.DEFAULT.buffer(0); // payloads, one by one

  private long position; // of the next piece
  private @Nullable String unlike; // what the reader found that the index has not
  private boolean resumed;
  private boolean ended;
  private int alike; // samples still to come that look like the first
  private int arrived; // number of the next sample that the reader will give
  private int next; // number of the next sample to be given out

  IndexedCursor(
      ByteSource source, Function<TrackSink, Demuxer> format, StoredIndex index, int first) {
    this.source = source;
    this.index = index;
    this.samples = index.samples();
    this.first = first;
    this.arrived = first;
    this.next = first;
    this.demuxer = format.apply(new Arrivals());
  }

  @Override
  public boolean read(TrackSink sink) throws IOException {
    if (next >= samples.count()) {
      return false;
    }
    if (!resumed) {
      resume();
    }
    while (next == arrived) {
      queued.clear();
      if (ended || unlike != null) {
        throw mismatch(unlike == null ? "ends before sample " + next : unlike);
      }
      readPiece();
    }
    int sample = next;
    next++;
    sink.sample(
        new Sample(
            samples.trackId(sample),
            samples.dtsMicros(sample),
            samples.ptsOffsetMicros(sample),
            samples.keyframe(sample),
            queued.readSlice(samples.bytes(sample))));
    return true;
  }

  private void resume() throws IOException {
    if (first > 0) {
      while (announced.size() < index.tracks().size() && position < MAX_START_BYTES && !ended) {
        readPiece();
      }
      position = resumePosition();
      demuxer.resume(position);
      alike = alikeBefore();
      ended = false;
    }
    resumed = true;
  }

  /// A sample may begin before another that ends, and is given, before it: the reader has to start
  /// where the next sample of each track can be reached.
  private long resumePosition() {
    long least = samples.position(first);
    Set<Integer> seen = new HashSet<>();
    int limit = Math.min(samples.count(), first + MAX_LOOKED_AT);
    for (int i = first; i < limit && seen.size() < index.tracks().size(); i++) {
      seen.add(samples.trackId(i));
      least = Math.min(least, samples.position(i));
    }
    return least;
  }

  /// How many samples before the first look like it: several may be reached by one position.
  private int alikeBefore() {
    int count = 0;
    for (int i = first - 1; i >= Math.max(0, first - MAX_LOOKED_AT); i--) {
      if (samples.trackId(i) == samples.trackId(first)) {
        if (samples.position(i) != samples.position(first)) {
          return count;
        }
        count += samples.bytes(i) == samples.bytes(first) ? 1 : 0;
      }
    }
    return count;
  }

  private void readPiece() throws IOException {
    if (source.read(position, piece.clear(), IndexedFile.PIECE_BYTES) == 0) {
      ended = true;
      demuxer.end();
      return;
    }
    position += piece.readableBytes();
    try {
      demuxer.read(piece);
    } catch (MediaException _) {
      ended = true; // Where the index was made, it ended there too.
    }
  }

  private static MalformedMediaException mismatch(String what) {
    return new MalformedMediaException("The file is not what its index says: it " + what);
  }

  @Override
  public void close() {
    demuxer.close();
    piece.release();
    queued.release();
  }

  /// What the reader finds.
  private final class Arrivals implements TrackSink {
    @Override
    public void track(Track track) {
      announced.add(track.id());
    }

    @Override
    public void sample(Sample sample) {
      if (unlike != null
          || arrived >= samples.count()
          || (first > 0 && !resumed)
          || isBeforeFirst(sample)) {
        return;
      }
      int bytes = sample.payload().readableBytes();
      if (samples.trackId(arrived) != sample.trackId() || samples.bytes(arrived) != bytes) {
        unlike =
            "has %d bytes of track %d as sample %d".formatted(bytes, sample.trackId(), arrived);
        return;
      }
      queued.writeBytes(sample.payload());
      arrived++;
    }

    private boolean isBeforeFirst(Sample sample) {
      if (first == 0 || arrived > first) {
        return false;
      }
      boolean looksLikeFirst =
          sample.trackId() == samples.trackId(first)
              && demuxer.position() == samples.position(first)
              && sample.payload().readableBytes() == samples.bytes(first);
      if (!looksLikeFirst) {
        return true;
      }
      alike--;
      return alike >= 0;
    }
  }
}
