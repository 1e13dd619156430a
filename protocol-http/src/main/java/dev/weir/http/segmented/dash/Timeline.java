package dev.weir.http.segmented.dash;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.media.Timescale;
import java.util.List;

/// Writes a SegmentTimeline (ISO/IEC 23009-1 5.3.9.6): the exact presentation times of a track's
/// segments, runs of equal ones in one element.
///
/// The open segment is listed with the duration of the one before.
final class Timeline {
  private final Timescale timescale;
  private final Snapshot now;
  private final Xml xml;

  private long start = -1; // of the run that is not written yet; negative while there is none
  private long duration;
  private long repeats;
  private long end = -1; // of what was added last

  Timeline(Timescale timescale, Snapshot now, Xml xml) {
    this.timescale = timescale;
    this.now = now;
    this.xml = xml;
  }

  void write(List<Segment> segments, int trackId) {
    xml.begin("SegmentTimeline").open();
    long before = 0;
    for (Segment segment : segments) {
      TrackSpan span = segment.span(trackId).orElse(null);
      long from = span == null ? end : timescale.fromMicros(span.startPtsMicros());
      if (now.isOpen(segment)) {
        long predicted = before > 0 ? before : timescale.fromMicros(now.longestMicros());
        add(from, predicted);
      } else {
        long to =
            span == null
                ? end + timescale.fromMicros(segment.durationMicros())
                : timescale.fromMicros(span.endMicros() + span.ptsOffsetMicros());
        before = timescale.fromMicros(segment.durationMicros());
        add(from, to - from);
      }
    }
    flush();
    xml.close("SegmentTimeline");
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
    start = -1;
  }
}
