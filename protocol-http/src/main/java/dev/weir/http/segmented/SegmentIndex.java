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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Decides where a stream is cut into segments, once, for all segmented protocols.
///
/// A segment ends at the first keyframe of the main track at least `segmentSize` after its start;
/// in a stream without video, at the first sample. Other tracks are cut at the same place in the
/// order of publication, so every sample is in exactly one segment.
///
/// Sequence numbers start from the seconds that have passed since [#EPOCH] when the stream starts,
/// and no segment is shorter than a second, so that they never go back for a stream name: not when
/// the encoder comes back, not when the server does. The same goes for discontinuity sequences.
///
/// Looks at track buffers only when asked, and keeps nothing of payloads. Not thread-safe.
final class SegmentIndex {
  /// 2026-01-01: keeps sequence numbers within 31 bits for decades.
  static final Instant EPOCH = Instant.ofEpochSecond(1_767_225_600);

  private static final long SHORTEST_MICROS = TimeUnit.SECONDS.toMicros(1);

  private final Stream stream;
  private final long targetMicros;
  private final Deque<Segment> segments = new ArrayDeque<>();

  private @Nullable TrackReader main; // stands behind what was looked at
  private long nextSequence;
  private long discontinuitySequence;
  private List<Track> lastTracks = List.of(); // of the newest segment
  private long openOrder = -1; // where the open segment starts; -1 before the first
  private long openStartMicros;
  private long longestMicros; // of all segments so far

  SegmentIndex(Stream stream) {
    this.stream = stream;
    this.targetMicros =
        Math.max(
            SHORTEST_MICROS, TimeUnit.MILLISECONDS.toMicros(stream.config().segmentSizeMillis()));
    this.nextSequence = Math.max(0, stream.startedAt().getEpochSecond() - EPOCH.getEpochSecond());
    this.discontinuitySequence = nextSequence;
    this.longestMicros = targetMicros;
  }

  /// The finished segments whose samples are all there, oldest first.
  List<Segment> segments() {
    update();
    return List.copyOf(segments);
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

  private void update() {
    TrackBuffer buffer = stream.mainBuffer();
    if (buffer == null) {
      return;
    }
    if (main == null) {
      main = new TrackReader(buffer);
      main.seek(buffer.tail());
    }
    if (main.buffer() != buffer) {
      restartOn(buffer);
    }
    lookAtNew(main);
    forgetOld(main.buffer());
  }

  /// A video track came to a stream that had only sound: it leads from its first keyframe on.
  private void restartOn(TrackBuffer buffer) {
    close();
    main = new TrackReader(buffer);
    main.seek(buffer.tail());
  }

  private void lookAtNew(TrackReader reader) {
    if (reader.position() < reader.buffer().tail()) {
      reader.seek(reader.buffer().tail());
      openOrder = -1; // what was open is gone in part
    }
    for (; reader.nextDtsMicros() >= 0; reader.seek(reader.position() + 1)) {
      if (reader.nextIsKeyframe()) {
        keyframe(reader.nextOrder(), reader.nextDtsMicros());
      }
    }
  }

  private void keyframe(long order, long dtsMicros) {
    if (openOrder >= 0 && dtsMicros - openStartMicros < targetMicros) {
      return;
    }
    if (openOrder >= 0) {
      finish(order, dtsMicros);
    }
    openOrder = order;
    openStartMicros = dtsMicros;
  }

  private void finish(long endOrder, long endMicros) {
    List<Track> tracks = new ArrayList<>();
    Map<Integer, Integer> samples = new HashMap<>();
    Map<Integer, Long> bytes = new HashMap<>();
    for (TrackBuffer buffer : stream.buffers()) {
      try (TrackReader reader = new TrackReader(buffer)) {
        reader.seekOrder(openOrder);
        Track track = reader.nextTrack();
        int count = 0;
        long size = 0;
        for (; reader.nextOrder() < endOrder; reader.seek(reader.position() + 1), count++) {
          size += reader.nextSizeBytes();
        }
        if (count > 0) {
          tracks.add(track);
          samples.put(track.id(), count);
          bytes.put(track.id(), size);
        }
      }
    }
    boolean changed = !lastTracks.isEmpty() && !lastTracks.equals(tracks);
    discontinuitySequence += changed ? 1 : 0;
    long duration = endMicros - openStartMicros;
    longestMicros = Math.max(longestMicros, duration);
    lastTracks = List.copyOf(tracks);
    segments.add(
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
            bytes));
  }

  private void forgetOld(TrackBuffer buffer) {
    long oldestMicros = buffer.firstDtsMicros();
    while (!segments.isEmpty() && segments.getFirst().startMicros() < oldestMicros) {
      segments.removeFirst();
    }
  }
}
