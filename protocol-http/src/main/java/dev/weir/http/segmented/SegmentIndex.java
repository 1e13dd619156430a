package dev.weir.http.segmented;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.media.Track;
import dev.weir.stream.Stream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Decides where the live streams of one name are cut into segments and parts, once, for all
/// segmented protocols. All times are on the timeline of the first of these streams.
///
/// A segment ends at the first keyframe of the main track at least `segmentSize` after its start,
/// or at an earlier one with another configuration; in a stream without video, at the first sample.
/// One ends with each publication, and the next one is a discontinuity, whether the stream waited
/// for another publisher or another stream came. However long that takes, parts are cut meanwhile,
/// each as long as [PartTarget] lets it be. A [Cutter] cuts the other tracks at the same places, so
/// every sample is in exactly one part. Where the main track is dead, another one leads
/// ([Succession]): the segment ends at its next keyframe, or where that is sound, at its next
/// sample; and at the first keyframe of the pictures when they are back.
///
/// Sequence numbers rise by no more than one for each second of media, but for the segments that
/// publications end with. [GivenNumbers] says where they start.
///
/// Looks at track buffers only when asked, and keeps nothing of payloads but messages about
/// [Splices]. Not thread-safe.
final class SegmentIndex {
  private static final long SHORTEST_MICROS = TimeUnit.SECONDS.toMicros(1);

  /// How long a track must have led before its steps are known.
  private static final long MEASURED_MICROS = TimeUnit.SECONDS.toMicros(1);

  /// For how long a stream is measured that begins, if its first segment is not finished before.
  private static final long LONGEST_MEASURED_MICROS = TimeUnit.SECONDS.toMicros(12);

  /// Without a keyframe for that many parts, no more are announced until there is one.
  private static final int MAX_PARTS = 4096;

  /// A segment, and the number of its first sample in each buffer that it takes samples from.
  private record Found(Segment segment, Map<TrackBuffer, Long> firstSamples) {
    /// Whether all its samples are still there. Sound goes sooner than video, which goes by groups
    /// of pictures.
    boolean complete() {
      for (Map.Entry<TrackBuffer, Long> first : firstSamples.entrySet()) {
        if (first.getKey().tail() > first.getValue()) {
          return false;
        }
      }
      return true;
    }
  }

  private final long targetMicros;
  private final long firstSequence;
  private final Instant startedAt; // by the clock
  private final long startUtcMicros; // by its dates
  private final Deque<Found> found = new ArrayDeque<>();
  private final List<Part> openParts = new ArrayList<>(); // of the segment that is not finished
  private final Splices splices = new Splices();

  private Stream stream; // replaced by the one that follows it
  private Cutter cutter; // of this stream
  private Succession succession; // likewise
  private long laterMicros; // what this stream's times are moved by
  private long passedBreak = -1; // the newest of this stream's breaks that was looked at
  private @Nullable Cut floor; // that break: what is in front of it is over
  private boolean broken; // whether the newest segment is of the publication before
  private @Nullable TrackBuffer chosen; // the stream's main one, which may be dead
  private @Nullable TrackReader main; // of what leads; stands behind what was looked at
  private long leadsFrom = -1; // this place in the order of publication
  private long nextSequence;
  private long discontinuitySequence;
  private long periodSequence; // where the discontinuity sequence started
  private long periodMicros; // and when
  private List<Track> periodTracks = List.of(); // of sound and video, where the period started
  private List<Track> lastTracks = List.of(); // likewise, in the newest segment
  private @Nullable Track openTrack; // the main one, as it is where the open segment starts
  private @Nullable Cut open; // where the open segment starts; null while there is none
  private @Nullable Cut openPart; // where its open part starts
  private boolean openDiscontinuity; // decided by its first part, as players are told then
  private PartTarget partTarget = PartTarget.NONE; // until it was measured; its limit only grows
  private long likelyMicros; // how long the open segment gets, as the one before; 0: nobody knows
  private long everyMicros; // between the cuts of the open segment; 0 if parts are as they may be
  private long partTargetMicros; // what is declared: more than the limit if other tracks need it
  private boolean measured; // for the main track as it is now
  private long longestMicros; // of all segments so far
  private boolean hasLost; // once, when the first segment leaves the window
  private Snapshot snapshot = Snapshot.EMPTY; // replaced when anything changes
  private boolean changed = true; // since the snapshot was made

  /// @param startUtcMicros the date of its start, since 1970
  /// @param firstSequence the media sequence number to start with
  /// @param firstDiscontinuity the discontinuity sequence number to start with
  SegmentIndex(Stream stream, long startUtcMicros, long firstSequence, long firstDiscontinuity) {
    this.stream = stream;
    this.cutter = new Cutter(stream);
    this.succession = new Succession(stream, cutter);
    this.targetMicros =
        Math.max(
            SHORTEST_MICROS, TimeUnit.MILLISECONDS.toMicros(stream.config().segmentSizeMillis()));
    this.firstSequence = firstSequence;
    this.startedAt = stream.startedAt();
    this.startUtcMicros = startUtcMicros;
    this.nextSequence = firstSequence;
    this.discontinuitySequence = firstDiscontinuity;
    this.longestMicros = targetMicros;
    this.hasLost = stream.buffers().stream().anyMatch(buffer -> buffer.tail() > 0);
  }

  /// What there is now; the same object while nothing changes.
  ///
  /// @param ended whether it was known before this call that this stream gets no sample any more
  /// @param live whether more segments come, or may
  Snapshot look(boolean ended, boolean live) {
    update(ended);
    if (changed || snapshot.live() != live) {
      changed = false;
      snapshot =
          new Snapshot(
              found.stream().map(Found::segment).toList(),
              openSegment(),
              longestMicros,
              partTargetMicros,
              live,
              stream.config().event() && !hasLost,
              splices.kept());
    }
    return snapshot;
  }

  /// Whether something has left the window that was there when the stream began.
  boolean hasLost() {
    return hasLost;
  }

  /// Of the newest finished segment.
  long discontinuitySequence() {
    return discontinuitySequence;
  }

  /// Where the newest finished segment ends, since 1970; 0 if there is none.
  long endUtcMicros() {
    return found.isEmpty() ? 0 : startUtcMicros + found.getLast().segment().endMicros();
  }

  /// The number of the segment that is finished next.
  long nextSequence() {
    return nextSequence;
  }

  /// Goes on with the stream that has the name now, behind all of the one before. Returns what its
  /// times are moved by.
  long follow(Stream next) {
    update(true);
    close();
    main = null;
    chosen = null;
    stream = next;
    cutter = new Cutter(next);
    succession = new Succession(next, cutter);
    passedBreak = -1;
    floor = null;
    broken = true;
    likelyMicros = 0;
    changed = true;
    long sinceStart = ChronoUnit.MICROS.between(startedAt, next.startedAt());
    // The wall clock may have been set back.
    laterMicros = Math.max(sinceStart, found.isEmpty() ? 0 : found.getLast().segment().endMicros());
    return laterMicros;
  }

  void close() {
    cutter.close();
    if (main != null) {
      main.close();
    }
  }

  private void update(boolean ended) {
    TrackBuffer buffer = stream.mainBuffer();
    if (buffer == null) {
      return;
    }
    if (buffer != chosen) {
      chosen = buffer;
      startOn(buffer, -1);
    }
    lookAtNew(ended);
    if (ended && open != null) {
      finishRest(Long.MAX_VALUE);
    }
    while (!found.isEmpty() && !found.getFirst().complete()) {
      found.removeFirst();
      changed = true;
      hasLost = true;
    }
    if (!found.isEmpty()) {
      changed |= splices.forgetBefore(found.getFirst().segment().startMicros());
    }
  }

  /// Also when a video track comes to a stream that had only sound: it leads from its first
  /// keyframe on.
  private void startOn(TrackBuffer buffer, long order) {
    TrackReader reader = new TrackReader(buffer);
    reader.seekOrder(order);
    lead(reader, order);
  }

  private void lead(TrackReader reader, long order) {
    if (main != null) {
      main.close();
    }
    main = reader;
    leadsFrom = order;
    measured = false;
  }

  private void lookAtNew(boolean ended) {
    TrackReader reader = Objects.requireNonNull(main);
    if (reader.position() < reader.buffer().tail()) {
      reader.seek(reader.buffer().tail());
      drop(); // what was open is gone in part
    }
    for (long end = stream.breakAfter(passedBreak); ; end = stream.breakAfter(end)) {
      samples(end, ended || end < Long.MAX_VALUE);
      if (end == Long.MAX_VALUE) {
        return;
      }
      if (open != null) {
        finishRest(end);
      }
      passedBreak = end;
      leadsFrom = end;
      broken = true;
      likelyMicros = 0;
      floor = cutter.behind(end, 0);
      TrackBuffer first = Objects.requireNonNull(chosen);
      if (Objects.requireNonNull(main).buffer() != first) {
        startOn(first, end); // it may be back
      }
    }
  }

  /// Looks at what was published before `end`.
  ///
  /// @param over whether nothing comes in front of that any more
  private void samples(long end, boolean over) {
    TrackReader reader = Objects.requireNonNull(main);
    while (true) {
      TrackReader pictures = pictures(reader, end);
      long until = pictures == null ? end : pictures.nextOrder();
      TrackReader successor = succession.of(reader, leadsFrom, until);
      if (successor != null) {
        Succession.close(pictures);
        takeOver(successor);
        reader = successor;
      } else if (pictures != null) {
        if (!giveBack(reader, pictures, over)) {
          return;
        }
        reader = pictures;
      } else if (reader.nextOrder() < end && sample(reader, end, over)) {
        reader.seek(reader.position() + 1);
      } else {
        return;
      }
    }
  }

  private void takeOver(TrackReader successor) {
    if (!partTarget.isKnown()) {
      drop(); // so short a time ago began what is open that nobody knows of it
    }
    long order = successor.nextOrder();
    if (openPart != null) {
      successor.seek(Math.max(successor.position(), openPart.position(successor.buffer())));
    }
    lead(successor, order);
  }

  /// Pictures that are back where sound leads, if a segment may start with them.
  private @Nullable TrackReader pictures(TrackReader reader, long end) {
    TrackReader pictures = succession.pictures(reader, leadsFrom, end);
    if (pictures == null || openPart == null) {
      return pictures;
    }
    long dtsMicros = pictures.nextDtsMicros();
    if (dtsMicros > openPart.micros() && mayNumberAt(dtsMicros)) {
      return pictures;
    }
    pictures.close(); // their next keyframe, then
    return null;
  }

  /// Has the pictures lead again; false if that must be tried again later.
  private boolean giveBack(TrackReader sound, TrackReader pictures, boolean ended) {
    Cut from = openPart;
    boolean tooLong =
        from != null
            && measured
            && pictures.nextDtsMicros() - from.micros() > partTarget.limitMicros();
    if (tooLong && !cutPartBefore(sound, Objects.requireNonNull(from), ended)) {
      pictures.close();
      return false;
    }
    lead(pictures, pictures.nextOrder());
    return true;
  }

  private void drop() {
    changed |= open != null;
    open = null;
    openPart = null;
    openParts.clear();
  }

  /// Looks at the next sample of the main track; false if it must be looked at again later.
  ///
  /// @param end in front of which it was published
  private boolean sample(TrackReader reader, long end, boolean ended) {
    boolean keyframe = reader.nextIsKeyframe();
    long dtsMicros = reader.nextDtsMicros();
    if (open == null) {
      return !keyframe || start(cutter.before(reader, floor, ended), reader.nextTrack());
    }
    if (!measure(reader, end, ended)) {
      return false;
    }
    Cut from = Objects.requireNonNull(openPart);
    if (dtsMicros - from.micros() > partTarget.limitMicros()
        && !cutPartBefore(reader, from, ended)) {
      return false;
    }
    boolean last = keyframe && cutAt(dtsMicros, reader.nextTrack());
    if (!last && !isEven(dtsMicros)) {
      return true;
    }
    Cut cut = cutter.before(reader, openPart, ended);
    if (cut == null) {
      return false;
    }
    if (last) {
      finish(cut);
      return start(cut, reader.nextTrack());
    }
    addPart(cut);
    return true;
  }

  /// Whether a part ends in front of this sample so that all of its segment are about as long.
  private boolean isEven(long dtsMicros) {
    long boundary = (openParts.size() + 1) * everyMicros;
    long at = dtsMicros - Objects.requireNonNull(open).micros();
    long stepMicros = partTarget.stepMicros();
    return everyMicros > 0
        && openParts.size() < MAX_PARTS
        && at >= boundary - stepMicros / 2
        && boundary <= likelyMicros - partTarget.leastLastMicros() + stepMicros / 2
        && dtsMicros > Objects.requireNonNull(openPart).micros();
  }

  private boolean start(@Nullable Cut cut, Track track) {
    open = cut;
    openPart = cut;
    openTrack = track;
    everyMicros = everyMicros(likelyMicros);
    return cut != null;
  }

  /// The part would get too long with the sample before the next one: that one starts another.
  private boolean cutPartBefore(TrackReader reader, Cut from, boolean ended) {
    long position = reader.position();
    reader.seek(position - 1);
    boolean several = reader.nextDtsMicros() > from.micros();
    boolean fits = openParts.size() < MAX_PARTS;
    Cut cut = several && fits ? cutter.before(reader, from, ended) : null;
    reader.seek(position);
    if (cut != null) {
      addPart(cut);
    }
    return cut != null || !several || !fits;
  }

  /// Finds out how long parts may be, once there is enough to say: of a stream that begins, the
  /// first segment, which nobody is told of before it is finished.
  private boolean measure(TrackReader reader, long end, boolean ended) {
    if (measured) {
      return true;
    }
    long position = reader.position();
    long first = reader.nextDtsMicros();
    long firstOrder = reader.nextOrder();
    long openMicros = Objects.requireNonNull(open).micros();
    // What is open may have begun long ago with another track.
    long start = Math.max(openMicros, first - MEASURED_MICROS / 2);
    long before = start;
    long beforeOrder = firstOrder;
    long segmentMicros = 0;
    boolean enough = false;
    int steps = -1;
    for (; !enough && reader.nextOrder() < end; reader.seek(reader.position() + 1)) {
      steps++;
      before = reader.nextDtsMicros();
      beforeOrder = reader.nextOrder();
      boolean last = reader.nextIsKeyframe() && before - openMicros >= targetMicros;
      segmentMicros = last ? before - openMicros : 0;
      enough =
          partTarget.isKnown()
              ? before - start >= MEASURED_MICROS
              : last || before - start >= LONGEST_MEASURED_MICROS;
    }
    measured = enough || ended;
    reader.seek(position);
    if (measured) {
      long step = Math.max(1000, steps > 0 ? (before - first) / steps : before - start);
      List<Long> others = otherSteps(reader.buffer(), firstOrder, beforeOrder);
      if (partTarget.isKnown()) {
        partTarget = partTarget.with(step, others);
      } else {
        partTarget = PartTarget.of(step, others, segmentMicros);
        likelyMicros = segmentMicros;
      }
      everyMicros = openParts.isEmpty() ? everyMicros(likelyMicros) : everyMicros;
      declare(partTarget.targetMicros());
    }
    return measured;
  }

  private long everyMicros(long segmentMicros) {
    long declared = Math.max(partTargetMicros, partTarget.targetMicros());
    return partTarget.everyMicros(segmentMicros, declared);
  }

  private List<Long> otherSteps(TrackBuffer buffer, long fromOrder, long toOrder) {
    return stream.buffers().stream()
        .filter(other -> other != buffer && isLasting(other.track()))
        .map(other -> cutter.stepMicros(other, fromOrder, toOrder))
        .filter(step -> step > 0)
        .toList();
  }

  private boolean cutAt(long dtsMicros, Track track) {
    long startMicros = Objects.requireNonNull(open).micros();
    return dtsMicros - startMicros >= targetMicros
        || (!track.equals(openTrack) && dtsMicros > startMicros && mayNumberAt(dtsMicros));
  }

  /// Whether there are fewer segments than seconds up to there: nothing that an encoder does has
  /// numbers run ahead of the clock.
  private boolean mayNumberAt(long endMicros) {
    return nextSequence - firstSequence < TimeUnit.MICROSECONDS.toSeconds(laterMicros + endMicros);
  }

  /// What came after the last keyframe that cut.
  ///
  /// @param order of the first sample that does not belong to it
  private void finishRest(long order) {
    TrackReader reader = Objects.requireNonNull(main);
    long startMicros = Objects.requireNonNull(open).micros();
    long end = endOfLastMicros(reader, startMicros);
    if (end > startMicros) {
      Cut from = Objects.requireNonNull(openPart);
      if (end - from.micros() > partTarget.limitMicros()) {
        cutPartBefore(reader, from, true);
      }
      finish(cutter.behind(order, end));
    }
    drop();
  }

  /// Where the sample ends that was looked at last. Nothing tells how long it lasts; as long as the
  /// one before, then.
  private static long endOfLastMicros(TrackReader reader, long startMicros) {
    long position = reader.position();
    reader.seek(position - 1);
    long last = reader.nextDtsMicros();
    reader.seek(Math.max(position - 2, reader.buffer().tail()));
    long before = Math.max(startMicros, reader.nextDtsMicros());
    reader.seek(position);
    return last + (last - before);
  }

  private void addPart(Cut end) {
    Cut from = Objects.requireNonNull(openPart);
    List<TrackSpan> spans =
        cutter.spans(from, end).stream().map(span -> span.later(laterMicros)).toList();
    Part part = new Part(from.micros() + laterMicros, end.micros() - from.micros(), spans);
    if (openParts.isEmpty()) {
      openDiscontinuity = isDiscontinuity(lasting(part.spans()));
    }
    openParts.add(part);
    splices.read(stream, part, laterMicros);
    part.spans().stream()
        .filter(span -> isLasting(span.track()))
        .forEach(span -> declare(span.durationMicros()));
    openPart = end;
    changed = true;
  }

  /// To whole milliseconds, as playlists may round.
  private void declare(long micros) {
    partTargetMicros = Math.max(partTargetMicros, Math.ceilDiv(micros, 1000L) * 1000);
  }

  private void finish(Cut end) {
    addPart(end);
    Segment segment = segment(openDiscontinuity);
    discontinuitySequence = segment.discontinuitySequence();
    periodSequence = segment.periodSequence();
    periodMicros = segment.periodMicros();
    lastTracks = lasting(segment.spans());
    likelyMicros = segment.durationMicros();
    if (segment.periodSequence() == segment.sequence()) {
      periodTracks = lastTracks;
    }
    broken = false;
    nextSequence++;
    longestMicros = Math.max(longestMicros, segment.durationMicros());
    found.add(new Found(segment, firstSamples(segment)));
    openParts.clear();
  }

  private Map<TrackBuffer, Long> firstSamples(Segment segment) {
    Map<TrackBuffer, Long> first = new HashMap<>();
    for (TrackBuffer buffer : stream.buffers()) {
      segment.span(buffer.track().id()).ifPresent(span -> first.put(buffer, span.firstSample()));
    }
    return first;
  }

  private @Nullable Segment openSegment() {
    return openParts.isEmpty() ? null : segment(openDiscontinuity);
  }

  private Segment segment(boolean discontinuity) {
    boolean starts = discontinuity || periodTracks.isEmpty();
    return Segment.of(
        nextSequence,
        discontinuitySequence + (discontinuity ? 1 : 0),
        discontinuity,
        starts ? nextSequence : periodSequence,
        starts ? openParts.getFirst().startMicros() : periodMicros,
        startUtcMicros,
        openParts);
  }

  /// Whether a segment whose first part has `tracks` starts another period: with a publication,
  /// with a track that there was not or not like this, or without one. Pictures are missing at
  /// once, as the cutter has waited for them; sound may pause, but not for a segment and more.
  private boolean isDiscontinuity(List<Track> tracks) {
    if (periodTracks.isEmpty()) {
      return false;
    }
    return broken
        || !periodTracks.containsAll(tracks)
        || periodTracks.stream()
            .filter(track -> !tracks.contains(track))
            .anyMatch(track -> track.isVideo() || !lastTracks.contains(track));
  }

  /// Texts and data come now and then: a segment without any is no change.
  private static List<Track> lasting(List<TrackSpan> spans) {
    return spans.stream().map(TrackSpan::track).filter(SegmentIndex::isLasting).toList();
  }

  private static boolean isLasting(Track track) {
    return track.isVideo() || track.isAudio();
  }
}
