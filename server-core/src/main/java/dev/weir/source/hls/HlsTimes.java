package dev.weir.source.hls;

import dev.weir.media.Timescale;
import dev.weir.ts.TsClock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Puts the times of all renditions on one line: those with the same discontinuity number share
/// what is added to their times, so audio and video stay together as the source has them. Used by
/// the thread that merges.
final class HlsTimes {
  private static final int MOST_KEPT = 32;
  private static final long FRAME_MICROS = TimeUnit.MILLISECONDS.toMicros(40);

  private final Map<Long, Long> offsets =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private long newestMicros = -FRAME_MICROS; // of all that was placed
  private boolean ofTransportStreams; // whether a rendition is one

  /// The time in the presentation of what a source dates `micros`.
  long place(long discontinuity, long micros) {
    long offset = offsets.computeIfAbsent(discontinuity, _ -> newestMicros + FRAME_MICROS - micros);
    newestMicros = Math.max(newestMicros, micros + offset);
    return micros + offset;
  }

  /// Says that times are those of MPEG transport streams, as [dev.weir.ts.TsClock] gives them.
  void areOfTransportStreams() {
    ofTransportStreams = true;
  }

  /// What the source's media calls a time in ticks of 90 kHz.
  long ofTicks(long ticks) {
    return Timescale.MPEG.toMicros(ofTransportStreams ? ticks - TsClock.ORIGIN : ticks);
  }

  /// What the source would call `micros`.
  long undo(long discontinuity, long micros) {
    return micros - offsets.getOrDefault(discontinuity, 0L);
  }

  /// What the source would call now.
  long now(long discontinuity) {
    return undo(discontinuity, newestMicros);
  }
}
