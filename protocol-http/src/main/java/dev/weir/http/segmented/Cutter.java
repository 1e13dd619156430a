package dev.weir.http.segmented;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.media.Codec;
import dev.weir.media.Track;
import dev.weir.stream.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Cuts all tracks of a live stream where its main track is cut.
///
/// | track | cut before |
/// |---|---|
/// | sound | the newest sample published before the main track's: so it is known when the last one in front ends |
/// | other video | its first sample of the same time or later, which is a keyframe where renditions are aligned |
/// | video where sound leads | what was published later than that: it has stopped |
/// | text and data | what was published later than the main track's sample |
///
/// What is decided depends on what was published in which order and on nothing else, least of all
/// on when it is looked at. Reads descriptors only. Not thread-safe.
final class Cutter {
  /// How long other pictures are waited for, in time of the main track; a rendition that is later
  /// is taken for dead. Also how old the newest sound may be to be kept for the next part.
  private static final long LATE_MICROS = TimeUnit.SECONDS.toMicros(1);

  /// Keyframes of aligned renditions may differ by this, as encoders round differently.
  private static final long ALIGNED_MICROS = 10_000;

  private static final long USUAL_STEP_MICROS = 40_000;

  private final Stream stream;
  private final Map<TrackBuffer, TrackReader> readers = new HashMap<>();

  Cutter(Stream stream) {
    this.stream = stream;
  }

  void close() {
    readers.values().forEach(TrackReader::close);
    readers.clear();
  }

  /// Cuts before the sample that `main` would read next; null if it is too early to say where.
  ///
  /// @param from where the piece in front starts; null if nothing is in front
  /// @param ended whether nothing is published any more
  @Nullable Cut before(TrackReader main, @Nullable Cut from, boolean ended) {
    long order = main.nextOrder();
    long micros = main.nextDtsMicros();
    Map<TrackBuffer, Long> positions = new HashMap<>();
    for (TrackBuffer buffer : stream.buffers()) {
      long start = from == null ? buffer.tail() : from.position(buffer);
      long position =
          buffer == main.buffer()
              ? main.position()
              : switch (buffer.track().codec().kind()) {
                case VIDEO ->
                    !main.buffer().track().isVideo() || isDead(buffer, micros, order)
                        ? published(buffer, order)
                        : aligned(buffer, micros, start, lateOrder(main), ended);
                case AUDIO -> lagging(buffer, micros, order, start);
                case TEXT, DATA -> published(buffer, order);
              };
      if (position < 0) {
        return null;
      }
      positions.put(buffer, Math.max(start, position));
    }
    return new Cut(micros, positions, false);
  }

  /// Cuts behind everything that was published before `order`, which ends at `micros`.
  Cut behind(long order, long micros) {
    Map<TrackBuffer, Long> positions = new HashMap<>();
    stream.buffers().forEach(buffer -> positions.put(buffer, published(buffer, order)));
    return new Cut(micros, positions, true);
  }

  /// What lies between two cuts.
  List<TrackSpan> spans(Cut from, Cut to) {
    List<TrackSpan> spans = new ArrayList<>();
    for (TrackBuffer buffer : stream.buffers()) {
      long first = from.position(buffer);
      long end = to.position(buffer);
      if (first < end) {
        spans.add(span(buffer, first, end, to));
      }
    }
    return spans;
  }

  private TrackSpan span(TrackBuffer buffer, long first, long end, Cut to) {
    TrackReader reader = reader(buffer);
    reader.seek(first);
    Track track = reader.nextTrack();
    boolean keyframe = reader.nextIsKeyframe();
    int firstBytes = reader.nextSizeBytes();
    long start = reader.nextDtsMicros();
    long earliest = start + reader.nextPtsOffsetMicros();
    long bytes = 0;
    long last = start;
    long step = USUAL_STEP_MICROS;
    for (; reader.position() < end; reader.seek(reader.position() + 1)) {
      bytes += reader.nextSizeBytes();
      step = reader.nextDtsMicros() > last ? reader.nextDtsMicros() - last : step;
      last = reader.nextDtsMicros();
      earliest = Math.min(earliest, last + reader.nextPtsOffsetMicros());
    }
    long next = to.end() ? -1 : reader.nextDtsMicros();
    long cutMicros = to.micros();
    long endMicros =
        switch (buffer.track().codec()) {
          // Each says itself how long it lasts.
          case Codec.Text _, Codec.Data _ -> Math.max(last, cutMicros);
          case Codec.Video _, Codec.Audio _ ->
              next >= 0 && (next - last <= LATE_MICROS || next == cutMicros) ? next : last + step;
        };
    return new TrackSpan(
        track,
        first,
        end,
        (int) (end - first),
        bytes,
        firstBytes,
        start,
        endMicros,
        (int) (earliest - start),
        keyframe);
  }

  /// Whether a rendition had already stopped, or not begun, when this was published.
  private boolean isDead(TrackBuffer buffer, long micros, long order) {
    return buffer.dtsMicros(published(buffer, order) - 1) < micros - LATE_MICROS;
  }

  private long aligned(TrackBuffer buffer, long micros, long start, long lateOrder, boolean ended) {
    TrackReader reader = reader(buffer);
    reader.seek(start);
    while (reader.nextDtsMicros() >= 0 && reader.nextDtsMicros() < micros - ALIGNED_MICROS) {
      reader.seek(reader.position() + 1);
    }
    boolean late = reader.nextOrder() > lateOrder; // also if there is none
    if (late && lateOrder < Long.MAX_VALUE) {
      return Math.min(reader.position(), published(buffer, lateOrder));
    }
    return late && !ended ? -1 : reader.position();
  }

  /// When other tracks are too late: the publication order of the first sample of the main track
  /// that is so much younger.
  private long lateOrder(TrackReader main) {
    long position = main.position();
    long until = main.nextDtsMicros() + LATE_MICROS;
    while (main.nextDtsMicros() >= 0 && main.nextDtsMicros() < until) {
      main.seek(main.position() + 1);
    }
    long order = main.nextOrder();
    main.seek(position);
    return order;
  }

  private long lagging(TrackBuffer buffer, long micros, long order, long start) {
    long position = published(buffer, order);
    boolean keep =
        position > start && micros - Math.max(0, buffer.dtsMicros(position - 1)) <= LATE_MICROS;
    return keep ? position - 1 : position;
  }

  /// The number of the first sample of a track whose publication order is at least `order`.
  long published(TrackBuffer buffer, long order) {
    TrackReader reader = reader(buffer);
    reader.seekOrder(order);
    return reader.position();
  }

  /// How long the samples of a track are on average, of those that were published from `from` on
  /// and before `to`; 0 if there are too few to say.
  long stepMicros(TrackBuffer buffer, long from, long to) {
    long first = published(buffer, from);
    long last = published(buffer, to) - 1;
    return last - first < 2
        ? 0
        : Math.max(0, (buffer.dtsMicros(last) - buffer.dtsMicros(first)) / (last - first));
  }

  /// The number of the first keyframe whose publication order is at least `order`; if there is
  /// none, of what comes next.
  long keyframe(TrackBuffer buffer, long order) {
    TrackReader reader = reader(buffer);
    reader.seekOrder(order);
    while (reader.nextOrder() < Long.MAX_VALUE && !reader.nextIsKeyframe()) {
      reader.seek(reader.position() + 1);
    }
    return reader.position();
  }

  /// The publication order of a sample; `Long.MAX_VALUE` if there is none yet.
  long order(TrackBuffer buffer, long number) {
    TrackReader reader = reader(buffer);
    reader.seek(number);
    return reader.nextOrder();
  }

  private TrackReader reader(TrackBuffer buffer) {
    return readers.computeIfAbsent(buffer, TrackReader::new);
  }
}
