package dev.weir.http.segmented;

import dev.weir.media.Track;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of a stream's segments at one time; immutable.
///
/// @param segments finished and complete, oldest first; of a file all, computed when looked at
/// @param open what there is of the segment behind them; null if there is no part of it yet
/// @param longestMicros the longest segment there was, and no less than what is aimed at
/// @param partTargetMicros no part is longer; 0 while it is not known, and then there are no parts
/// @param live whether more segments come: false for files and when a stream has ended
/// @param event whether nothing has left the window, nor ever will, as the operator says
/// @param splices messages about breaks that are not over before the oldest segment, as they came
public record Snapshot(
    List<Segment> segments,
    @Nullable Segment open,
    long longestMicros,
    long partTargetMicros,
    boolean live,
    boolean event,
    List<Splice> splices) {

  /// For how long there must be no pictures, or no sound, which may pause.
  private static final long PICTURES_STOPPED_MICROS = 1_000_000;

  private static final long SOUND_STOPPED_MICROS = 5_000_000;

  static final Snapshot EMPTY = new Snapshot(List.of(), null, 0, 0, false);

  /// Of a stream without splices.
  public Snapshot(
      List<Segment> segments,
      @Nullable Segment open,
      long longestMicros,
      long partTargetMicros,
      boolean live) {
    this(segments, open, longestMicros, partTargetMicros, live, false, List.of());
  }

  /// The finished segment of that number.
  public Optional<Segment> segment(long sequence) {
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    long at = sequence - segments.getFirst().sequence(); // numbers have no gaps
    return at < 0 || at >= segments.size() ? Optional.empty() : Optional.of(segments.get((int) at));
  }

  /// The segment of that number, be it open.
  public Optional<Segment> segmentOrOpen(long sequence) {
    return open != null && open.sequence() == sequence ? Optional.of(open) : segment(sequence);
  }

  /// The finished segments around a time: the last that starts no later with those beside it, since
  /// sound is cut a little beside where pictures are.
  ///
  /// @param micros on the stream's timeline
  public List<Segment> around(long micros) {
    int at = lastStartingBy(micros);
    return segments.subList(
        Math.clamp(at - 1L, 0, segments.size()), Math.min(segments.size(), at + 2));
  }

  /// The finished segment that has this time in it, by the decoding times of the main track.
  public Optional<Segment> segmentAt(long micros) {
    int at = lastStartingBy(micros);
    return at < 0 || micros >= segments.get(at).endMicros()
        ? Optional.empty()
        : Optional.of(segments.get(at));
  }

  private int lastStartingBy(long micros) {
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).startMicros() <= micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /// Whether a track of pictures or sound has stopped while others go on: the newest parts, some
  /// seconds of them or more, have nothing of it.
  public boolean hasStopped(Track track) {
    int trackId = track.id();
    long leftMicros = track.isVideo() ? PICTURES_STOPPED_MICROS : SOUND_STOPPED_MICROS;
    Segment segment = open == null && !segments.isEmpty() ? segments.getLast() : open;
    while (segment != null) {
      for (Part part : segment.parts().reversed()) {
        leftMicros -= part.durationMicros();
        if (part.span(trackId).isPresent() || leftMicros <= 0) {
          return part.span(trackId).isEmpty();
        }
      }
      segment = segment(segment.sequence() - 1).orElse(null);
    }
    return false;
  }

  /// What the newest part has.
  public List<Track> newestTracks() {
    Segment newest = open == null ? segments.getLast() : open;
    return newest.parts().getLast().spans().stream().map(TrackSpan::track).toList();
  }

  /// Whether it is the segment that is being published.
  public boolean isOpen(Segment segment) {
    return open != null && open.sequence() == segment.sequence();
  }

  /// The number of the segment that is finished next.
  public long nextSequence() {
    return segments.isEmpty() ? (open == null ? 0 : open.sequence()) : last() + 1;
  }

  /// Whether this part is there, or everything of its segment.
  ///
  /// @param part from 0; greater than any for the whole segment
  public boolean has(long sequence, int part) {
    if (!segments.isEmpty() && sequence <= last()) {
      return true;
    }
    return open != null && open.sequence() == sequence && part < open.parts().size();
  }

  private long last() {
    return segments.getLast().sequence();
  }
}
