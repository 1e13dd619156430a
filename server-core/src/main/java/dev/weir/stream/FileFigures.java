package dev.weir.stream;

import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the index of a file tells of it, found in one pass over it.
final class FileFigures {
  private static final class OfTrack {
    long bytes;
    long samples;
    long firstMicros = Long.MAX_VALUE;
    long lastMicros = Long.MIN_VALUE;
    boolean reordered;

    /// The last sample lasts as long as the others do on average.
    long endMicros() {
      return samples < 2 ? lastMicros : lastMicros + (lastMicros - firstMicros) / (samples - 1);
    }
  }

  private final Map<Integer, OfTrack> tracks = new HashMap<>();

  private long originMicros = Long.MAX_VALUE; // the earliest decoding time

  private FileFigures() {}

  static FileFigures of(MediaFile file) {
    FileFigures figures = new FileFigures();
    SampleIndex index = file.index();
    for (int i = 0; i < index.count(); i++) {
      figures.add(index, i);
    }
    return figures;
  }

  private void add(SampleIndex index, int sample) {
    OfTrack track = tracks.computeIfAbsent(index.trackId(sample), _ -> new OfTrack());
    long pts = index.dtsMicros(sample) + index.ptsOffsetMicros(sample);
    originMicros = Math.min(originMicros, index.dtsMicros(sample));
    track.bytes += index.bytes(sample);
    track.samples++;
    track.reordered |= pts < track.lastMicros;
    track.firstMicros = Math.min(track.firstMicros, pts);
    track.lastMicros = Math.max(track.lastMicros, pts);
  }

  /// Where the file's timeline starts, if that is after 0: recordings of transport streams may
  /// start anywhere.
  long originMicros() {
    return tracks.isEmpty() ? 0 : Math.max(0, originMicros);
  }

  /// When the last sample is over; 0 if there is none.
  long endMicros() {
    return tracks.values().stream().mapToLong(OfTrack::endMicros).max().orElse(0);
  }

  /// The average rate of a track; 0 if it has no length.
  long bitsPerSecond(int trackId) {
    @Nullable OfTrack track = tracks.get(trackId);
    long micros = track == null ? 0 : track.endMicros() - track.firstMicros;
    return track == null || micros <= 0
        ? 0
        : Math.round(track.bytes * 8.0 * TimeUnit.SECONDS.toMicros(1) / micros);
  }

  /// Whether samples are presented in another order than they are decoded.
  boolean reordered(int trackId) {
    @Nullable OfTrack track = tracks.get(trackId);
    return track != null && track.reordered;
  }
}
