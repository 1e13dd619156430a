package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.SegmentStore;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// Writes playlists (RFC 8216 4.3).
final class HlsPlaylist {
  /// RFC 8216 4.3.2.6 wants milliseconds.
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private static final int VERSION = 6;

  private HlsPlaylist() {}

  /// The multivariant playlist; `query` is handed on to the media playlists.
  static String multivariant(List<HlsVariant> variants, List<Segment> segments, String query) {
    StringBuilder text = new StringBuilder("#EXTM3U\n");
    text.append("#EXT-X-VERSION:").append(VERSION).append('\n');
    text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    for (HlsVariant variant : variants) {
      text.append("#EXT-X-STREAM-INF:").append(variant.attributes(segments)).append('\n');
      text.append(variant.path()).append("/index.m3u8").append(query).append('\n');
    }
    return text.toString();
  }

  /// A media playlist of what a live stream has; `query` is handed on to the segments.
  static String media(SegmentStore.Snapshot now, Instant startedAt, String query) {
    List<Segment> segments = now.segments();
    Segment first = segments.getFirst();
    StringBuilder text = new StringBuilder(256 + segments.size() * 96);
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION);
    text.append("\n#EXT-X-TARGETDURATION:").append(Math.ceilDiv(now.longestMicros(), 1_000_000L));
    text.append("\n#EXT-X-MEDIA-SEQUENCE:").append(first.sequence());
    // The sequence counts the discontinuities that have left the playlist; one before its first
    // segment is still in it.
    text.append("\n#EXT-X-DISCONTINUITY-SEQUENCE:")
        .append(first.discontinuitySequence() - (first.discontinuity() ? 1 : 0))
        .append('\n');
    for (Segment segment : segments) {
      if (segment.discontinuity()) {
        text.append("#EXT-X-DISCONTINUITY\n");
      }
      text.append("#EXT-X-PROGRAM-DATE-TIME:")
          .append(DATE_TIME.format(startedAt.plus(segment.startMicros(), ChronoUnit.MICROS)));
      text.append(String.format(Locale.ROOT, "\n#EXTINF:%.6f,\n", segment.durationMicros() / 1e6));
      text.append(segment.sequence()).append(".ts").append(query).append('\n');
    }
    if (now.ended()) {
      text.append("#EXT-X-ENDLIST\n");
    }
    return text.toString();
  }
}
