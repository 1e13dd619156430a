package dev.weir.http.segmented;

import dev.weir.buffer.TrackBuffer;
import java.util.Map;

/// A place where all tracks of a live stream are cut.
///
/// @param micros decoding time of the sample of the main track that is first behind it
/// @param positions the number of the first sample behind it in each track buffer there was
/// @param end whether what is behind it, if anything, does not go on with what is in front
record Cut(long micros, Map<TrackBuffer, Long> positions, boolean end) {
  /// The first sample behind it; the oldest one of a track that came later.
  long position(TrackBuffer buffer) {
    return Math.max(buffer.tail(), positions.getOrDefault(buffer, 0L));
  }
}
