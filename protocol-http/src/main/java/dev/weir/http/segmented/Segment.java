package dev.weir.http.segmented;

import dev.weir.media.Track;
import java.util.List;
import java.util.Map;

/// A piece of a stream from one keyframe of its main track to another; immutable and finished.
///
/// @param sequence its media sequence number, which no other segment of that stream name ever has
/// @param discontinuitySequence how often the tracks' configurations have changed before it
/// @param discontinuity whether they are different from those of the segment before it
/// @param firstOrder publication order of its first sample
/// @param endOrder publication order of the first sample behind it
/// @param startMicros decoding time of its first sample in the main track
/// @param durationMicros until the first sample of the main track behind it
/// @param tracks those that have samples in it, in the configuration they start with
/// @param samples how many samples each of them has in it, by track id
/// @param payloadBytes what their payloads take together, by track id
public record Segment(
    long sequence,
    long discontinuitySequence,
    boolean discontinuity,
    long firstOrder,
    long endOrder,
    long startMicros,
    long durationMicros,
    List<Track> tracks,
    Map<Integer, Integer> samples,
    Map<Integer, Long> payloadBytes) {

  /// Copies the collections.
  public Segment {
    tracks = List.copyOf(tracks);
    samples = Map.copyOf(samples);
    payloadBytes = Map.copyOf(payloadBytes);
  }
}
