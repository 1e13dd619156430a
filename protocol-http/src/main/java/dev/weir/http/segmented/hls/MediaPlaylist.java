package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.Part;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.http.segmented.cmaf.CmafNames;
import dev.weir.media.Codec;
import dev.weir.media.Track;
import java.util.List;
import java.util.Optional;

/// Writes the media playlist of one track over CMAF segments (RFC 8216bis 4.4).
///
/// Every track has the same segments and parts; where it has no samples, there is a gap.
final class MediaPlaylist {
  private static final int VERSION = 9; // EXT-X-SKIP

  /// RFC 8216bis 4.4.4.9: parts need not be listed longer than three target durations.
  private static final int TARGETS_WITH_PARTS = 3;

  private static final long JITTER_MICROS = 100_000;

  private static final int TARGETS_NOT_SKIPPED = 6;
  private static final int PARTS_HELD_BACK = 3;

  /// What is asked for.
  ///
  /// @param track whose playlist it is
  /// @param others tracks whose playlists are reported on
  /// @param parts whether parts are wanted
  /// @param skip whether what a player knows already may be left out
  record Wanted(Track track, List<Track> others, boolean parts, boolean skip) {}

  private final Snapshot now;
  private final Wanted wanted;
  private final boolean cues;
  private final boolean parts;
  private final ManifestText out;
  private final StringBuilder text;

  MediaPlaylist(Snapshot now, Wanted wanted, ManifestText out) {
    this.now = now;
    this.wanted = wanted;
    this.out = out;
    this.text = out.text();
    this.cues = wanted.track().codec() instanceof Codec.Text;
    this.parts = wanted.parts() && !cues && now.live() && now.partTargetMicros() > 0;
  }

  /// No segment is longer, rounded (4.4.3.1). It must not change: that a segment of two seconds
  /// lasts a picture longer now and then makes no three of it.
  static long targetDurationSeconds(Snapshot now) {
    return Math.max(1, Math.ceilDiv(now.longestMicros() - JITTER_MICROS, 1_000_000L));
  }

  /// 4.4.3.5: what is an event stays one when it has ended, as it must not change.
  static String eventType(Snapshot now) {
    return now.event() ? "#EXT-X-PLAYLIST-TYPE:EVENT\n" : "";
  }

  void write() {
    List<Segment> segments = now.segments();
    // 4.4.5.2: what is further from the end than CAN-SKIP-UNTIL.
    int skipped = wanted.skip() && now.live() ? firstWithin(TARGETS_NOT_SKIPPED) : 0;
    head(segments.getFirst());
    if (skipped > 0) {
      text.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(skipped).append('\n');
    }
    int partsFrom = firstWithin(TARGETS_WITH_PARTS);
    long header = -1;
    for (int i = skipped; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      header = start(segment, header);
      if (parts && i >= partsFrom) {
        parts(segment);
      }
      segment(segment);
      out.entryEnds();
    }
    if (parts) {
      live(header);
    }
    if (!now.live()) {
      text.append("#EXT-X-ENDLIST\n");
    }
  }

  private long targetMicros() {
    return targetDurationSeconds(now) * 1_000_000;
  }

  /// The first segment that ends less than so many target durations in front of the playlist's end.
  /// What counts is what is listed, not the time that has passed: where an encoder was away, the
  /// segments in front of that are still the newest that players have.
  private int firstWithin(int targets) {
    Segment open = now.open();
    long left = targets * targetMicros() - (open == null ? 0 : open.durationMicros());
    int first = now.segments().size();
    while (first > 0 && left > 0) {
      first--;
      left -= now.segments().get(first).durationMicros();
    }
    return first;
  }

  private void head(Segment first) {
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION);
    text.append("\n#EXT-X-TARGETDURATION:").append(targetDurationSeconds(now)).append('\n');
    if (now.live()) {
      text.append("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=")
          .append(TARGETS_NOT_SKIPPED * targetDurationSeconds(now))
          .append(".0");
      if (parts) {
        text.append(",PART-HOLD-BACK=").append(seconds(PARTS_HELD_BACK * now.partTargetMicros()));
        text.append("\n#EXT-X-PART-INF:PART-TARGET=").append(seconds(now.partTargetMicros()));
      }
      text.append('\n');
    }
    text.append(now.live() || now.event() ? eventType(now) : "#EXT-X-PLAYLIST-TYPE:VOD\n");
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(first.sequence());
    // The sequence counts the discontinuities that have left the playlist; one before its first
    // segment is still in it.
    text.append("\n#EXT-X-DISCONTINUITY-SEQUENCE:")
        .append(first.discontinuitySequence() - (first.discontinuity() ? 1 : 0))
        .append('\n');
    text.append(DateRanges.text(now, 0));
  }

  /// What stands before a segment or its parts; returns whose header holds from here.
  private long start(Segment segment, long header) {
    if (segment.discontinuity()) {
      text.append("#EXT-X-DISCONTINUITY\n");
    }
    boolean there = span(segment).isPresent();
    if (!cues && there && segment.periodSequence() != header) {
      text.append("#EXT-X-MAP:URI=\"")
          .append(CmafNames.header(segment.periodSequence()))
          .append(ManifestForm.VARIABLES)
          .append("\"\n");
      header = segment.periodSequence();
    }
    long utcMicros = DateRanges.utcMicros(now, segment);
    if (utcMicros >= 0) {
      long late =
          span(segment.parts().getFirst())
              .map(s -> s.startPtsMicros() - segment.startMicros())
              .orElse(0L);
      text.append("#EXT-X-PROGRAM-DATE-TIME:")
          .append(DateTime.of(utcMicros + (cues ? 0 : late)))
          .append('\n');
    }
    return header;
  }

  private void segment(Segment segment) {
    Optional<TrackSpan> span = span(segment);
    boolean gap = !cues && span.isEmpty();
    if (gap) {
      text.append("#EXT-X-GAP\n");
    }
    long micros =
        cues || gap ? segment.durationMicros() : span.map(s -> micros(segment, s)).orElse(0L);
    text.append("#EXTINF:").append(seconds(micros)).append(",\n");
    text.append(cues ? CmafNames.cues(segment.sequence()) : CmafNames.segment(segment.sequence()))
        .append(ManifestForm.VARIABLES)
        .append('\n');
  }

  /// Where the track begins or stops in the middle, the parts that it does not have count too: all
  /// playlists have the same time.
  private long micros(Segment segment, TrackSpan span) {
    boolean begins = span(segment.parts().getFirst()).isEmpty();
    boolean stops = span(segment.parts().getLast()).isEmpty();
    long start = span.startMicros();
    long end = span.endMicros();
    return (stops ? Math.max(end, segment.endMicros()) : end)
        - (begins ? Math.min(start, segment.startMicros()) : start);
  }

  private void parts(Segment segment) {
    for (int i = 0; i < segment.parts().size(); i++) {
      Part part = segment.parts().get(i);
      Optional<TrackSpan> span = span(part);
      text.append("#EXT-X-PART:DURATION=")
          .append(seconds(span.map(TrackSpan::durationMicros).orElse(part.durationMicros())))
          .append(",URI=\"")
          .append(CmafNames.part(segment.sequence(), i))
          .append(ManifestForm.VARIABLES)
          .append('"');
      if (span.isEmpty()) {
        text.append(",GAP=YES");
      } else if (span.get().keyframe()) {
        text.append(",INDEPENDENT=YES");
      }
      text.append('\n');
    }
  }

  /// What follows the last finished segment: the parts of the open one, and what comes next.
  private void live(long header) {
    Segment open = now.open();
    long sequence = now.nextSequence();
    int published = 0;
    if (open != null) {
      start(open, header);
      parts(open);
      published = open.parts().size();
    }
    text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"")
        .append(CmafNames.part(sequence, published))
        .append(ManifestForm.VARIABLES)
        .append("\"\n");
    for (Track other : wanted.others()) {
      text.append("#EXT-X-RENDITION-REPORT:URI=\"../")
          .append(other.id())
          .append("/index.m3u8")
          .append(ManifestForm.VARIABLES);
      if (other.codec() instanceof Codec.Text) { // has no parts
        text.append("\",LAST-MSN=").append(sequence - 1).append('\n');
        continue;
      }
      text.append("\",LAST-MSN=")
          .append(published > 0 ? sequence : sequence - 1)
          .append(",LAST-PART=")
          .append(published > 0 ? published - 1 : now.segments().getLast().parts().size() - 1)
          .append('\n');
    }
  }

  private Optional<TrackSpan> span(Segment segment) {
    return segment.span(wanted.track().id());
  }

  private Optional<TrackSpan> span(Part part) {
    return part.span(wanted.track().id());
  }

  static String seconds(long micros) {
    String fraction = Long.toString(1_000_000 + micros % 1_000_000);
    return micros / 1_000_000 + "." + fraction.substring(1);
  }
}
