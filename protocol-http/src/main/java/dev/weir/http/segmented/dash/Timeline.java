package dev.weir.http.segmented.dash;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.media.Timescale;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a SegmentTimeline (ISO/IEC 23009-1 5.3.9.6): the exact presentation times of a track's
/// segments, runs of equal ones in one element.
///
/// The open segment is listed with the duration of the one before, or as long as it is already: a
/// guess until it is finished. Where an encoder stops in the middle, the true duration is listed as
/// soon as that is known, which is before all of the segment was to be available: up to then a
/// manifest may be corrected (5.4.1). Where one hangs without a word, it is listed as long as it is
/// once the rest is overdue.
final class Timeline {
  private final Timescale timescale;
  private final Snapshot now;
  private final boolean overdue;
  private final Xml xml;

  private long start = -1; // of the run that is not written yet; negative while there is none
  private long duration;
  private long repeats;
  private long end = -1; // of what was added last

  /// @param overdue whether nothing has come for longer than a segment lasts
  Timeline(Timescale timescale, Snapshot now, boolean overdue, Xml xml) {
    this.timescale = timescale;
    this.now = now;
    this.overdue = overdue;
    this.xml = xml;
  }

  void write(List<Segment> segments, int trackId) {
    xml.begin("SegmentTimeline").open();
    long usualMicros = now.longestMicros();
    Iterator<Segment> all = segments.iterator();
    for (Segment segment = all.next(); segment != null; ) {
      Segment next = all.hasNext() ? all.next() : null;
      TrackSpan span = segment.span(trackId).orElse(null);
      long from = span == null ? end : timescale.fromMicros(span.startPtsMicros());
      if (now.isOpen(segment)) {
        long likelyMicros = Math.max(overdue ? 0 : usualMicros, segment.durationMicros());
        add(from, timescale.fromMicros(likelyMicros));
      } else if (span == null) {
        add(from, timescale.fromMicros(segment.durationMicros()));
      } else {
        add(from, timescale.fromMicros(endMicros(span, next, trackId)) - from);
      }
      usualMicros = segment.durationMicros();
      segment = next;
    }
    flush();
    xml.close("SegmentTimeline");
  }

  /// Where the next segment of the track starts, if it goes on: an open group has pictures that are
  /// presented before the first one of others.
  private static long endMicros(TrackSpan span, @Nullable Segment next, int trackId) {
    TrackSpan behind = next == null ? null : next.span(trackId).orElse(null);
    return behind != null && behind.startMicros() == span.endMicros()
        ? behind.startPtsMicros()
        : span.endMicros() + span.ptsOffsetMicros();
  }

  /// Writes that of a text track, whose segments are as long as those of all tracks together.
  void writeWhole(List<Segment> segments) {
    xml.begin("SegmentTimeline").open();
    for (Segment segment : segments) {
      long from = timescale.fromMicros(segment.startMicros());
      add(from, timescale.fromMicros(segment.endMicros()) - from);
    }
    flush();
    xml.close("SegmentTimeline");
  }

  private void add(long from, long length) {
    if (start >= 0 && from == end && length == duration) {
      repeats++;
    } else {
      flush();
      start = from;
      duration = length;
      repeats = 0;
    }
    end = from + length;
  }

  private void flush() {
    if (start < 0) {
      return;
    }
    xml.begin("S").attribute("t", start).attribute("d", duration);
    if (repeats > 0) {
      xml.attribute("r", repeats);
    }
    xml.end();
    xml.entryEnds();
    start = -1;
  }
}
