package dev.weir.http.segmented;

import java.util.List;
import java.util.Optional;

/// A piece of a segment that can be had before the segment is finished (RFC 8216bis 4.4.4.9; a CMAF
/// chunk). The parts of a segment hold all its samples, in their order.
///
/// @param startMicros decoding time of its first sample in the main track
/// @param durationMicros until the first sample of the main track behind it
/// @param spans what it has of each track that has samples in it, by track id
public record Part(long startMicros, long durationMicros, List<TrackSpan> spans) {
  /// Copies the list.
  public Part {
    spans = List.copyOf(spans);
  }

  /// What it has of a track.
  public Optional<TrackSpan> span(int trackId) {
    return spans.stream().filter(span -> span.track().id() == trackId).findFirst();
  }
}
