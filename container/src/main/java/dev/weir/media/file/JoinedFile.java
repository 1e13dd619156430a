package dev.weir.media.file;

import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Several files as one, each at its place in time: at each moment the sample that is decoded first
/// comes next, and those of one part in the order that they have there.
///
/// A position in its index says which sample of which part it is. Closing it closes the parts.
public final class JoinedFile implements MediaFile {
  private final List<Track> tracks;
  private final List<Part> parts;
  private final SampleIndex index;

  /// A file, and what becomes of it.
  ///
  /// @param laterMicros is added to its times
  /// @param ids which track each of its tracks is here; those that are not named are left out
  public record Part(MediaFile file, long laterMicros, Map<Integer, Integer> ids) {
    /// Copies the map.
    public Part {
      ids = Map.copyOf(ids);
    }
  }

  /// A part, and how far it has come.
  private static final class Head {
    final int number;
    final Part part;
    final SampleIndex index;

    private int next = -1; // the sample that comes next
    private int trackId; // what its track is here

    Head(int number, Part part) {
      this.number = number;
      this.part = part;
      this.index = part.file().index();
    }

    /// Goes to the next sample of a track that is wanted; false if there is none.
    boolean advance() {
      for (next++; next < index.count(); next++) {
        Integer id = part.ids().get(index.trackId(next));
        if (id != null) {
          trackId = id;
          return true;
        }
      }
      return false;
    }

    long dtsMicros() {
      return index.dtsMicros(next) + part.laterMicros();
    }
  }

  /// Joins `parts`.
  ///
  /// @param tracks of the whole, by id
  /// @throws dev.weir.media.UnsupportedMediaException if they have too many samples
  public JoinedFile(List<Track> tracks, List<Part> parts) {
    this.tracks = List.copyOf(tracks);
    this.parts = List.copyOf(parts);
    this.index = merged();
  }

  private SampleIndex merged() {
    SampleIndex.Builder all = new SampleIndex.Builder(IndexedFile.DEFAULT_MAX_SAMPLES);
    PriorityQueue<Head> heads =
        new PriorityQueue<>(
            Comparator.comparingLong(Head::dtsMicros).thenComparingInt(head -> head.number));
    for (int i = 0; i < parts.size(); i++) {
      Head head = new Head(i, parts.get(i));
      if (head.advance()) {
        heads.add(head);
      }
    }
    for (Head head = heads.poll(); head != null; head = heads.poll()) {
      int sample = head.next;
      all.add(
          (long) head.number << Integer.SIZE | sample,
          head.dtsMicros(),
          head.index.ptsOffsetMicros(sample),
          head.index.bytes(sample),
          head.trackId,
          head.index.keyframe(sample));
      if (head.advance()) {
        heads.add(head);
      }
    }
    return all.build();
  }

  @Override
  public List<Track> tracks() {
    return tracks;
  }

  @Override
  public SampleIndex index() {
    return index;
  }

  @Override
  public Cursor open(int firstSample) {
    return new Merging(firstSample);
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      part.file().close();
    }
  }

  /// Has a cursor in each part that it has come to and not gone past.
  private final class Merging implements Cursor {
    private final Map<Integer, Cursor> cursors = new HashMap<>();

    private int next;

    Merging(int next) {
      this.next = next;
    }

    @Override
    public boolean read(TrackSink sink) throws IOException {
      if (next >= index.count()) {
        return false;
      }
      int number = (int) (index.position(next) >>> Integer.SIZE);
      int sample = (int) index.position(next);
      next++;
      Part part = parts.get(number);
      Cursor cursor = cursors.computeIfAbsent(number, _ -> part.file().open(sample));
      Renaming renaming = new Renaming(part, sink);
      while (!renaming.given) {
        if (!cursor.read(renaming)) {
          return false;
        }
      }
      if (sample + 1 == part.file().index().count()) {
        cursors.remove(number);
        cursor.close();
      }
      return true;
    }

    @Override
    public void close() {
      cursors.values().forEach(Cursor::close);
    }
  }

  /// Gives what a part has as a sample of the whole.
  private static final class Renaming implements TrackSink {
    private final Part part;
    private final TrackSink sink;

    private boolean given; // once a sample was

    Renaming(Part part, TrackSink sink) {
      this.part = part;
      this.sink = sink;
    }

    @Override
    public void track(Track track) {
      // Known.
    }

    @Override
    public void sample(Sample sample) {
      Integer id = part.ids().get(sample.trackId());
      if (id != null) {
        given = true;
        sink.sample(
            new Sample(
                id,
                sample.dtsMicros() + part.laterMicros(),
                sample.ptsOffsetMicros(),
                sample.keyframe(),
                sample.payload()));
      }
    }
  }
}
