package dev.weir.source;

import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.Publisher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Publishes files in real time, one after the other, as one live stream: each begins where the one
/// before ended, and its tracks go on with those of the same codec.
///
/// Blocks its thread; used by one.
final class FilePublisher {
  private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Publisher publisher;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private final List<Track> published = new ArrayList<>();

  private long endMicros; // on the stream's timeline, of all that was published

  FilePublisher(Publisher publisher, LongSupplier nanoClock) {
    this.publisher = publisher;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
  }

  /// Publishes all of `file`, until the publisher has to go.
  ///
  /// @throws dev.weir.media.MediaException if it is damaged
  void play(MediaFile file) throws IOException {
    SampleIndex index = file.index();
    if (index.count() == 0) {
      return;
    }
    long originMicros = Long.MAX_VALUE;
    for (int i = 0; i < index.count(); i++) {
      originMicros = Math.min(originMicros, index.dtsMicros(i));
    }
    // What was late, because a file took its time to open, is not caught up.
    long nowMicros = TimeUnit.NANOSECONDS.toMicros(nanoClock.getAsLong() - startNanos);
    long offsetMicros = Math.max(endMicros, nowMicros) - originMicros;
    Sink sink = new Sink(tracks(file.tracks()), offsetMicros);
    try (MediaFile.Cursor cursor = file.open(0)) {
      while (publisher.evicted() == null && cursor.read(sink)) {
        // The sink waits.
      }
    }
  }

  /// Which track of the stream each track of a file goes on with.
  private Map<Integer, Integer> tracks(List<Track> ofFile) {
    Map<Integer, Integer> ids = new HashMap<>();
    for (Track track : ofFile) {
      int id =
          published.stream()
              .filter(known -> known.codec().name().equals(track.codec().name()))
              .map(Track::id)
              .filter(known -> !ids.containsValue(known))
              .findFirst()
              .orElse(published.size() + 1);
      Track renamed = new Track(id, track.codec(), track.language(), track.title());
      published.removeIf(known -> known.id() == id);
      published.add(renamed);
      publisher.track(renamed);
      ids.put(track.id(), id);
    }
    return ids;
  }

  private final class Sink implements TrackSink {
    private final Map<Integer, Integer> ids;
    private final long offsetMicros;

    Sink(Map<Integer, Integer> ids, long offsetMicros) {
      this.ids = ids;
      this.offsetMicros = offsetMicros;
    }

    @Override
    public void track(Track track) {
      // Known.
    }

    @Override
    public void sample(Sample sample) {
      Integer id = ids.get(sample.trackId());
      long dtsMicros = sample.dtsMicros() + offsetMicros;
      waitUntil(startNanos + TimeUnit.MICROSECONDS.toNanos(dtsMicros));
      if (id != null && publisher.evicted() == null) {
        publisher.sample(
            new Sample(
                id, dtsMicros, sample.ptsOffsetMicros(), sample.keyframe(), sample.payload()));
        endMicros = Math.max(endMicros, dtsMicros + 1);
      }
    }
  }

  private void waitUntil(long nanos) {
    for (long left; (left = nanos - nanoClock.getAsLong()) > 0 && publisher.evicted() == null; ) {
      LockSupport.parkNanos(Math.min(left, LONGEST_NAP_NANOS));
    }
  }
}
