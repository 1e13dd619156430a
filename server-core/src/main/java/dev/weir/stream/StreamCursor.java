package dev.weir.stream;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.h26x.LeadingPictures;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.SyncPoints;
import dev.weir.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads several tracks of a stream as one sequence, in the order of their publication. Pictures
/// that cannot be decoded from where it started are left out.
///
/// Not thread-safe: confined to one thread. Must be closed.
public final class StreamCursor implements AutoCloseable {
  private final Stream stream;
  private final Predicate<Track> wanted;
  private final List<TrackReader> readers = new ArrayList<>();
  // Of the main track.
  private final LeadingPictures leading = new LeadingPictures();
  private final SyncPoints syncPoints = new SyncPoints();

  private List<TrackBuffer> known = List.of(); // the stream's list when readers was made
  private @Nullable TrackReader main; // whose keyframes are sync points
  private @Nullable TrackReader current; // read last
  private long nextOrder; // behind the sample read last
  private boolean sync; // whether the sample read last is a sync point

  /// A cursor over the tracks that are `wanted`, standing at the newest keyframe.
  public StreamCursor(Stream stream, Predicate<Track> wanted) {
    this.stream = stream;
    this.wanted = wanted;
    seekNewest();
  }

  /// The tracks that are read, in their newest configuration.
  public List<Track> tracks() {
    return readers.stream().map(reader -> reader.buffer().track()).toList();
  }

  /// The tracks that are read, in the configuration of what is read next of each.
  public List<Track> tracksAhead() {
    return readers.stream().map(TrackReader::nextTrack).toList();
  }

  /// The sample read last; valid until the next [#read].
  public Sample sample() {
    return reader().sample();
  }

  /// The configuration of the sample read last.
  public Track track() {
    return reader().track();
  }

  /// The publication order of the sample read last.
  public long order() {
    return nextOrder - 1;
  }

  /// Whether a viewer can start with the sample read last.
  public boolean atSync() {
    return sync;
  }

  /// Goes to the newest keyframe of the main track, and with the other tracks to what was published
  /// from then on. Of messages, the newest before that is read too: it describes the stream.
  public void seekNewest() {
    updateReaders();
    if (main == null || !main.seekNewestKeyframe()) {
      readers.forEach(reader -> reader.seek(reader.buffer().head()));
      return;
    }
    seekAllTo(main);
  }

  /// Goes to the last keyframe of the main track that is not after `timeMicros`, or to its first
  /// one, and with the other tracks to what was published from then on.
  public void seekTime(long timeMicros) {
    updateReaders();
    if (main != null) {
      main.seekKeyframe(timeMicros);
      seekAllTo(main);
    }
  }

  /// Goes with all tracks to where `main` stands, at a keyframe.
  private void seekAllTo(TrackReader main) {
    leading.start();
    nextOrder = main.nextOrder();
    for (TrackReader reader : readers) {
      seek(reader, nextOrder);
    }
  }

  /// Goes to the first samples of all tracks from publication order `order` on.
  public void seekOrder(long order) {
    updateReaders();
    readers.forEach(reader -> reader.seekOrder(order));
    nextOrder = order;
  }

  /// Reads the sample that was published next. After [TrackReader.Outcome#LAPPED] the cursor stands
  /// at the newest keyframe.
  public TrackReader.Outcome read() {
    TrackReader.Outcome outcome;
    do {
      outcome = readNext();
    } while (outcome == TrackReader.Outcome.READ
        && current == main
        && leading.isUseless(track().codec(), sample()));
    return outcome;
  }

  private TrackReader.Outcome readNext() {
    if (stream.buffers().size() != known.size()) { // tracks come, they do not go
      updateReaders();
    }
    TrackReader next = null;
    long order = Long.MAX_VALUE;
    for (int i = 0; i < readers.size(); i++) {
      TrackReader reader = readers.get(i);
      long candidate = reader.nextOrder();
      if (candidate < order) {
        order = candidate;
        next = reader;
      }
    }
    return next == null ? TrackReader.Outcome.EMPTY : read(next, order);
  }

  @Override
  public void close() {
    readers.forEach(TrackReader::close);
  }

  private TrackReader.Outcome read(TrackReader next, long order) {
    TrackReader.Outcome outcome = next.read();
    if (outcome == TrackReader.Outcome.LAPPED) {
      seekNewest();
    } else {
      current = next;
      nextOrder = order + 1;
      sync = next == main && syncPoints.isNext(next.track(), next.sample());
    }
    return outcome;
  }

  private TrackReader reader() {
    if (current == null) {
      throw new IllegalStateException("nothing was read yet");
    }
    return current;
  }

  private void updateReaders() {
    known = stream.buffers();
    TrackBuffer mainBuffer = null;
    for (TrackBuffer buffer : known) {
      if (wanted.test(buffer.track()) && find(buffer) == null) {
        TrackReader reader = new TrackReader(buffer);
        reader.seekOrder(nextOrder);
        readers.add(reader);
      }
    }
    for (TrackReader reader : readers) {
      mainBuffer = mainOf(mainBuffer, reader.buffer());
    }
    TrackReader found = mainBuffer == null ? null : find(mainBuffer);
    if (found != main) {
      main = found;
      leading.start();
    }
  }

  private static TrackBuffer mainOf(@Nullable TrackBuffer a, TrackBuffer b) {
    return a != null && SyncPoints.MAIN_FIRST.compare(a.track(), b.track()) <= 0 ? a : b;
  }

  private @Nullable TrackReader find(TrackBuffer buffer) {
    for (TrackReader reader : readers) {
      if (reader.buffer() == buffer) {
        return reader;
      }
    }
    return null;
  }

  private void seek(TrackReader reader, long order) {
    reader.seekOrder(order);
    TrackBuffer buffer = reader.buffer();
    if (buffer.track().codec() instanceof Codec.Data && reader.position() == buffer.head()) {
      reader.seek(Math.max(buffer.tail(), buffer.head() - 1));
    }
  }
}
