package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.media.Track;
import dev.weir.ts.TsClock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes playlists (RFC 8216 4.3).
final class HlsPlaylist {
  private static final int VERSION = 6;

  private HlsPlaylist() {}

  /// Writes the multivariant playlist.
  ///
  /// @param texts tracks whose cues go with each variant
  static void multivariant(
      List<HlsVariant> variants, List<Track> texts, List<Segment> segments, StringBuilder text) {
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION).append('\n');
    text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    RenditionTags.write("SUBTITLES", RenditionTags.SUBTITLES, texts, text);
    String subtitles = texts.isEmpty() ? "" : ",SUBTITLES=\"" + RenditionTags.SUBTITLES + "\"";
    for (HlsVariant variant : variants) {
      Track video = variant.video();
      if (video != null) {
        text.append("#EXT-X-I-FRAME-STREAM-INF:")
            .append(new HlsVariant(video, null).pictureAttributes(segments))
            .append(",URI=\"")
            .append(video.id())
            .append("/iframes.m3u8")
            .append(ManifestForm.VARIABLES)
            .append("\"\n");
      }
    }
    for (HlsVariant variant : variants) {
      text.append("#EXT-X-STREAM-INF:").append(variant.attributes(segments, !texts.isEmpty()));
      text.append(subtitles).append('\n');
      text.append(variant.path()).append("/index.m3u8").append(ManifestForm.VARIABLES).append('\n');
    }
  }

  /// Writes a media playlist.
  ///
  /// @param variant whose segments they are; null for those of cues
  static void media(Snapshot now, @Nullable HlsVariant variant, ManifestText out) {
    String ending = variant == null ? ".vtt" : ".ts";
    List<Segment> segments = now.segments();
    Segment first = segments.getFirst();
    StringBuilder text = out.text();
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION);
    text.append("\n#EXT-X-TARGETDURATION:").append(MediaPlaylist.targetDurationSeconds(now));
    text.append('\n').append(MediaPlaylist.eventType(now));
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(first.sequence());
    // The sequence counts the discontinuities that have left the playlist; one before its first
    // segment is still in it.
    text.append("\n#EXT-X-DISCONTINUITY-SEQUENCE:")
        .append(first.discontinuitySequence() - (first.discontinuity() ? 1 : 0))
        .append('\n');
    text.append(DateRanges.text(now, TsClock.ORIGIN));
    for (Segment segment : segments) {
      if (segment.discontinuity()) {
        text.append("#EXT-X-DISCONTINUITY\n");
      }
      long utcMicros = DateRanges.utcMicros(now, segment);
      if (utcMicros >= 0) {
        text.append("#EXT-X-PROGRAM-DATE-TIME:").append(DateTime.of(utcMicros)).append('\n');
      }
      text.append(variant != null && variant.isGapIn(segment) ? "#EXT-X-GAP\n" : "");
      text.append(String.format(Locale.ROOT, "#EXTINF:%.6f,\n", segment.durationMicros() / 1e6));
      text.append(segment.sequence()).append(ending).append(ManifestForm.VARIABLES).append('\n');
      out.entryEnds();
    }
    if (!now.live()) {
      text.append("#EXT-X-ENDLIST\n");
    }
  }
}
