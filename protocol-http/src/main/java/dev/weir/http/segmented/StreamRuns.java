package dev.weir.http.segmented;

import dev.weir.buffer.TrackBuffer;
import dev.weir.media.Track;
import dev.weir.stream.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The streams of one name that followed each other in a store, which has one timeline: that of the
/// first one.
///
/// One thread adds; any thread may look.
final class StreamRuns {
  /// One of them.
  ///
  /// @param laterMicros what its times are moved by to be on the store's timeline
  record Run(Stream stream, long laterMicros) {}

  private final ConcurrentNavigableMap<Long, Run> runs; // by the number of the first segment

  StreamRuns(Stream first) {
    runs = new ConcurrentSkipListMap<>();
    runs.put(0L, new Run(first, 0));
  }

  /// Lets `stream` follow those that there are, and forgets those whose samples are gone.
  ///
  /// @param sequence the number that its first segment will have
  void follow(Stream stream, long sequence, long laterMicros) {
    runs.values().removeIf(run -> run.stream().buffers().stream().allMatch(TrackBuffer::closed));
    runs.put(sequence, new Run(stream, laterMicros));
  }

  /// Who publishes now, or did last.
  Stream newest() {
    return runs.lastEntry().getValue().stream();
  }

  /// Whose segment that is; the oldest that is known if it is older.
  Run of(long sequence) {
    var run = runs.floorEntry(sequence);
    return (run == null ? runs.firstEntry() : run).getValue();
  }

  /// Every track there was, in the newest configuration, by id.
  List<Track> tracks() {
    TreeMap<Integer, Track> tracks = new TreeMap<>();
    for (Run run : runs.values()) {
      for (TrackBuffer buffer : run.stream().buffers()) {
        tracks.put(buffer.track().id(), buffer.track());
      }
    }
    return new ArrayList<>(tracks.values());
  }
}
