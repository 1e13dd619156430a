package dev.weir.http.segmented;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.media.Track;
import dev.weir.stream.Stream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Decides where a stream is cut into segments, once, for all segmented protocols.
///
/// A segment ends at the first keyframe of the main track at least `segmentSize` after its start,
/// or at an earlier one with another configuration; in a stream without video, at the first sample.
/// The last one ends with the stream. Other tracks are cut at the same place in the order of
/// publication, so every sample is in exactly one segment.
///
/// Sequence numbers start from the seconds that have passed since [#EPOCH] when the stream starts,
/// and rise by no more than one for each second of media, so that they never go back for a stream
/// name: not when the encoder comes back, not when the server does. The same goes for discontinuity
/// sequences.
///
/// Looks at track buffers only when asked, and keeps nothing of payloads. Not thread-safe.
final class SegmentIndex {
  /// 2026-01-01: keeps sequence numbers within 31 bits for decades.
  static final Instant EPOCH = Instant.ofEpochSecond(1_767_225_600);

  private static final long SHORTEST_MICROS = TimeUnit.SECONDS.toMicros(1);

  /// A segment, and the number of its first sample in each buffer that it takes samples from.
  private record Found(Segment segment, Map<TrackBuffer, Long> firstSamples) {
    /// Whether all its samples are still there. Sound goes sooner than video, which goes by groups
    /// of pictures.
    boolean complete() {
      return firstSamples.entrySet().stream()
          .allMatch(first -> first.getKey().tail() <= first.getValue());
    }
  }

  private final Stream stream;
  private final long targetMicros;
  private final long firstSequence;
  private final Deque<Found> found = new ArrayDeque<>();

  private @Nullable TrackReader main; // stands behind what was looked at
  private long nextSequence;
  private long discontinuitySequence;
  private List<Track> lastTracks = List.of(); // of sound and video in the newest segment
  private @Nullable Track openTrack; // the main one, as it is where the open segment starts
  private long openOrder = -1; // where the open segment starts; -1 while there is none
  private long openStartMicros;
  private long longestMicros; // of all segments so far

  SegmentIndex(Stream stream) {
    this.stream = stream;
    this.targetMicros =
        Math.max(
            SHORTEST_MICROS, TimeUnit.MILLISECONDS.toMicros(stream.config().segmentSizeMillis()));
    this.firstSequence = Math.max(0, stream.startedAt().getEpochSecond() - EPOCH.getEpochSecond());
    this.nextSequence = firstSequence;
    this.discontinuitySequence = nextSequence;
    this.longestMicros = targetMicros;
  }

  /// The finished segments whose samples are all there, oldest first.
  ///
  /// @param ended whether it was known before this call that no sample comes any more
  List<Segment> segments(boolean ended) {
    update(ended);
    return found.stream().map(Found::segment).toList();
  }

  /// The longest segment there was, and never less than what is aimed at.
  long longestMicros() {
    return longestMicros;
  }

  void close() {
    if (main != null) {
      main.close();
    }
  }

  private void update(boolean ended) {
    TrackBuffer buffer = stream.mainBuffer();
    if (buffer == null) {
      return;
    }
    if (main == null || main.buffer() != buffer) {
      startOn(buffer);
    }
    lookAtNew();
    if (ended && openOrder >= 0) {
      finishRest(buffer);
    }
    while (!found.isEmpty() && !found.getFirst().complete()) {
      found.removeFirst();
    }
  }

  /// Also when a video track comes to a stream that had only sound: it leads from its first
  /// keyframe on.
  private void startOn(TrackBuffer buffer) {
    close();
    main = new TrackReader(buffer);
    main.seek(buffer.tail());
  }

  private void lookAtNew() {
    TrackReader reader = Objects.requireNonNull(main);
    if (reader.position() < reader.buffer().tail()) {
      reader.seek(reader.buffer().tail());
      openOrder = -1; // what was open is gone in part
    }
    for (; reader.nextDtsMicros() >= 0; reader.seek(reader.position() + 1)) {
      if (reader.nextIsKeyframe()) {
        keyframe(reader.nextOrder(), reader.nextDtsMicros(), reader.nextTrack());
      }
    }
  }

  private void keyframe(long order, long dtsMicros, Track track) {
    if (openOrder >= 0 && !cutAt(dtsMicros, track)) {
      return;
    }
    if (openOrder >= 0) {
      finish(order, dtsMicros);
    }
    openOrder = order;
    openStartMicros = dtsMicros;
    openTrack = track;
  }

  private boolean cutAt(long dtsMicros, Track track) {
    return dtsMicros - openStartMicros >= targetMicros
        || (!track.equals(openTrack) && dtsMicros > openStartMicros && mayNumberAt(dtsMicros));
  }

  /// Whether there are fewer segments than seconds up to there, so that one more gets no number
  /// that the stream of this name which comes after this one could give again.
  private boolean mayNumberAt(long endMicros) {
    return nextSequence - firstSequence < TimeUnit.MICROSECONDS.toSeconds(endMicros);
  }

  /// What came after the last keyframe that cut.
  private void finishRest(TrackBuffer buffer) {
    long last = buffer.lastDtsMicros();
    long count = buffer.head() - buffer.tail();
    // Nothing tells how long the last sample lasts; as long as the others, then.
    long lastMicros = count > 1 ? (last - buffer.firstDtsMicros()) / (count - 1) : 0;
    long end = last + lastMicros;
    if (last >= openStartMicros && end > openStartMicros && mayNumberAt(end)) {
      finish(Long.MAX_VALUE, end);
    }
    openOrder = -1;
  }

  private void finish(long endOrder, long endMicros) {
    List<Track> tracks = new ArrayList<>();
    Map<Integer, Integer> samples = new HashMap<>();
    Map<Integer, Long> bytes = new HashMap<>();
    Map<TrackBuffer, Long> firstSamples = new HashMap<>();
    for (TrackBuffer buffer : stream.buffers()) {
      try (TrackReader reader = new TrackReader(buffer)) {
        reader.seekOrder(openOrder);
        Track track = reader.nextTrack();
        long first = reader.position();
        long size = 0;
        for (; reader.nextOrder() < endOrder; reader.seek(reader.position() + 1)) {
          size += reader.nextSizeBytes();
        }
        if (reader.position() > first) {
          tracks.add(track);
          samples.put(track.id(), (int) (reader.position() - first));
          bytes.put(track.id(), size);
          firstSamples.put(buffer, first);
        }
      }
    }
    // Texts and data come now and then: a segment without any is no change.
    List<Track> lasting = tracks.stream().filter(t -> t.isVideo() || t.isAudio()).toList();
    boolean changed = !lastTracks.isEmpty() && !lastTracks.equals(lasting);
    discontinuitySequence += changed ? 1 : 0;
    long duration = endMicros - openStartMicros;
    longestMicros = Math.max(longestMicros, duration);
    lastTracks = lasting;
    Segment segment =
        new Segment(
            nextSequence++,
            discontinuitySequence,
            changed,
            openOrder,
            endOrder,
            openStartMicros,
            duration,
            tracks,
            samples,
            bytes);
    found.add(new Found(segment, firstSamples));
  }
}
