package dev.weir.http.segmented;

import dev.weir.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A piece of a stream from one keyframe of its main track to another; immutable. An open one is
/// what is known so far of the segment that is being published.
///
/// @param sequence its media sequence number, which no other segment of that stream name ever has
/// @param discontinuitySequence how often the tracks' configurations have changed before it
/// @param discontinuity whether they are different from those of the segment before it
/// @param periodSequence the media sequence number at which its discontinuity sequence started
/// @param periodMicros where on the timeline that was
/// @param startMicros decoding time of its first sample in the main track
/// @param durationMicros until the first sample of the main track behind it
/// @param utcMicros when its start was published, since 1970; negative if nobody knows
/// @param spans what it has of each track that has samples in it, by track id
/// @param parts the same in pieces, in their order; at least one
public record Segment(
    long sequence,
    long discontinuitySequence,
    boolean discontinuity,
    long periodSequence,
    long periodMicros,
    long startMicros,
    long durationMicros,
    long utcMicros,
    List<TrackSpan> spans,
    List<Part> parts) {

  /// Copies the lists.
  public Segment {
    spans = List.copyOf(spans);
    parts = List.copyOf(parts);
  }

  /// The segment that `parts` make.
  static Segment of(
      long sequence,
      long discontinuitySequence,
      boolean discontinuity,
      long periodSequence,
      long periodMicros,
      long streamStartUtcMicros,
      List<Part> parts) {
    TreeMap<Integer, TrackSpan> spans = new TreeMap<>();
    for (Part part : parts) {
      for (TrackSpan span : part.spans()) {
        spans.merge(span.track().id(), span, TrackSpan::and);
      }
    }
    long start = parts.getFirst().startMicros();
    return new Segment(
        sequence,
        discontinuitySequence,
        discontinuity,
        periodSequence,
        periodMicros,
        start,
        parts.getLast().startMicros() + parts.getLast().durationMicros() - start,
        streamStartUtcMicros < 0 ? -1 : streamStartUtcMicros + start,
        new ArrayList<>(spans.values()),
        parts);
  }

  /// Where the segment behind it starts.
  public long endMicros() {
    return startMicros + durationMicros;
  }

  /// What it has of a track.
  public Optional<TrackSpan> span(int trackId) {
    for (TrackSpan span : spans) {
      if (span.track().id() == trackId) {
        return Optional.of(span);
      }
    }
    return Optional.empty();
  }

  /// Those that have samples in it, in the configuration they start with.
  public List<Track> tracks() {
    return spans.stream().map(TrackSpan::track).toList();
  }

  /// Whether a track of it brings the messages of its data tracks: pictures of every quality do, so
  /// that players have them whatever they play, or where there are none, sound.
  public boolean bringsEvents(Track track) {
    return track.isVideo() || spans.stream().noneMatch(span -> span.track().isVideo());
  }

  /// How many samples of a track it has.
  public int samples(int trackId) {
    return span(trackId).map(TrackSpan::samples).orElse(0);
  }

  /// What the payloads of a track take in it.
  public long payloadBytes(int trackId) {
    return span(trackId).map(TrackSpan::payloadBytes).orElse(0L);
  }
}
