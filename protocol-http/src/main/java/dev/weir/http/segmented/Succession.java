package dev.weir.http.segmented;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.media.Track;
import dev.weir.stream.Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who leads when the main track of a live stream is dead: renditions come from encoders of their
/// own, and one of them may stop; so may all pictures, or one of several languages.
///
/// | the main track | is dead where |
/// |---|---|
/// | pictures | other pictures went on for two seconds without it |
/// | pictures or sound | sound went on for five seconds without it: a screen that is shared may stand still |
///
/// What it published meanwhile counts, and nothing else: so it depends on the order of publication
/// alone. Where sound leads, pictures lead again from their first keyframe on. Not thread-safe.
final class Succession {
  private static final long DEAD_MICROS = TimeUnit.SECONDS.toMicros(2);
  private static final long SILENT_MICROS = TimeUnit.SECONDS.toMicros(5);

  private final Stream stream;
  private final Cutter cutter;

  /// @param cutter of that stream
  Succession(Stream stream, Cutter cutter) {
    this.stream = stream;
    this.cutter = cutter;
  }

  /// The track that goes on where `main` does not, at its first sample since; null as long as
  /// `main` is alive. To be closed by whoever gets it.
  ///
  /// @param main stands at its next sample, which need not be there yet
  /// @param from the publication order of the first sample that the track may have missed
  /// @param end the publication order of the first sample that it may not
  @Nullable TrackReader of(TrackReader main, long from, long end) {
    long since = silentFrom(main, from);
    long until = Math.min(end, main.nextOrder());
    TrackBuffer successor = null;
    for (TrackBuffer buffer : stream.buffers()) {
      long aliveMicros = aliveMicros(main.buffer().track(), buffer.track());
      if (buffer != main.buffer() && aliveMicros > 0) {
        long order = orderAfter(buffer, since, aliveMicros, until);
        if (order < until) { // whoever has gone on for long enough first
          successor = buffer;
          until = order;
        }
      }
    }
    return successor == null ? null : readerAt(successor, cutter.published(successor, since));
  }

  /// The pictures in whose place `main` leads, at their first keyframe since its last sample; null
  /// if there is none in front of its next one. To be closed by whoever gets it.
  ///
  /// @param main as above
  /// @param from as above
  /// @param end as above
  @Nullable TrackReader pictures(TrackReader main, long from, long end) {
    if (main.buffer().track().isVideo()) {
      return null;
    }
    long since = silentFrom(main, from);
    TrackBuffer pictures = null;
    long first = end;
    for (TrackBuffer buffer : stream.buffers()) {
      if (buffer.track().isVideo()) {
        long order = cutter.order(buffer, cutter.keyframe(buffer, since));
        if (order < first) {
          pictures = buffer;
          first = order;
        }
      }
    }
    // Looked at last: what was published in front of the keyframe is seen by now.
    return pictures == null || main.nextOrder() < first
        ? null
        : readerAt(pictures, cutter.published(pictures, first));
  }

  /// For how long a track must have gone on alone to lead in place of another; 0 if it never does.
  private static long aliveMicros(Track dead, Track alive) {
    if (alive.isVideo()) {
      return dead.isVideo() ? DEAD_MICROS : 0;
    }
    return alive.isAudio() ? SILENT_MICROS : 0;
  }

  /// The publication order of the first sample that is so much younger than the first one since
  /// `order`; `Long.MAX_VALUE` if there is none before `until`.
  private long orderAfter(TrackBuffer buffer, long order, long micros, long until) {
    long number = cutter.published(buffer, order);
    long last = cutter.published(buffer, until) - 1;
    long due = buffer.dtsMicros(number) + micros;
    if (number > last || buffer.dtsMicros(last) < due) {
      return Long.MAX_VALUE;
    }
    while (number < last && buffer.dtsMicros(number) < due) {
      number++;
    }
    return cutter.order(buffer, number);
  }

  static void close(@Nullable TrackReader reader) {
    if (reader != null) {
      reader.close();
    }
  }

  private static TrackReader readerAt(TrackBuffer buffer, long number) {
    TrackReader reader = new TrackReader(buffer);
    reader.seek(number);
    return reader;
  }

  private static long silentFrom(TrackReader main, long from) {
    long position = main.position();
    if (position <= main.buffer().tail()) {
      // What was in front of it is gone: nobody knows of a silence.
      boolean overtaken = position > 0 && main.nextOrder() < Long.MAX_VALUE;
      return overtaken ? Math.max(from, main.nextOrder()) : from;
    }
    main.seek(position - 1);
    long last = main.nextOrder();
    main.seek(position);
    return Math.max(from, last + 1);
  }
}
