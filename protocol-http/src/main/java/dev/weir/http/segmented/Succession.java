package dev.weir.http.segmented;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.stream.Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who leads when the main track of a live stream is dead: renditions come from encoders of their
/// own, and one of them may stop.
///
/// A video track is dead where another one published two seconds of pictures while it published
/// none. That depends on the order of publication alone. Not thread-safe.
final class Succession {
  private static final long DEAD_MICROS = TimeUnit.SECONDS.toMicros(2);

  private final Stream stream;
  private final Cutter cutter;

  /// @param cutter of that stream
  Succession(Stream stream, Cutter cutter) {
    this.stream = stream;
    this.cutter = cutter;
  }

  /// The video track that goes on where `main` does not, at the first of these pictures; null as
  /// long as `main` is alive. To be closed by whoever gets it.
  ///
  /// @param main stands at its next sample, which need not be there yet
  /// @param from the publication order of the first sample that the track may have missed
  /// @param end the publication order of the first sample that it may not
  @Nullable TrackReader of(TrackReader main, long from, long end) {
    if (!main.buffer().track().isVideo()) {
      return null;
    }
    long until = Math.min(end, main.nextOrder());
    for (TrackBuffer buffer : stream.buffers()) {
      if (buffer != main.buffer() && buffer.track().isVideo()) {
        long first = cutter.published(buffer, silentFrom(main, from));
        long last = cutter.published(buffer, until) - 1;
        if (first < last && buffer.dtsMicros(last) - buffer.dtsMicros(first) >= DEAD_MICROS) {
          TrackReader successor = new TrackReader(buffer);
          successor.seek(first);
          return successor;
        }
      }
    }
    return null;
  }

  private static long silentFrom(TrackReader main, long from) {
    long position = main.position();
    if (position <= main.buffer().tail()) {
      return from;
    }
    main.seek(position - 1);
    long last = main.nextOrder();
    main.seek(position);
    return Math.max(from, last + 1);
  }
}
