package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.cmaf.CmafNames;

/// Writes the playlist of the first pictures of all segments (RFC 8216 4.3.3.6).
final class PicturePlaylist {
  private PicturePlaylist() {}

  /// In CMAF, whose header is apart.
  static void cmaf(Snapshot now, int trackId, ManifestText out) {
    write(now, trackId, true, out);
  }

  /// In transport streams, each of which has its tables.
  static void transportStreams(Snapshot now, int trackId, ManifestText out) {
    write(now, trackId, false, out);
  }

  /// The name of a first picture in a transport stream.
  static String name(long sequence) {
    return "iframe_" + sequence + ".ts";
  }

  private static void write(Snapshot now, int trackId, boolean cmaf, ManifestText out) {
    Segment first = now.segments().getFirst();
    StringBuilder text = out.text();
    text.append("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:")
        .append(MediaPlaylist.targetDurationSeconds(now))
        .append('\n')
        .append(MediaPlaylist.eventType(now))
        .append("#EXT-X-MEDIA-SEQUENCE:")
        .append(first.sequence())
        .append("\n#EXT-X-DISCONTINUITY-SEQUENCE:")
        .append(first.discontinuitySequence() - (first.discontinuity() ? 1 : 0))
        .append("\n#EXT-X-I-FRAMES-ONLY\n");
    long header = -1;
    for (Segment segment : now.segments()) {
      if (segment.discontinuity()) {
        text.append("#EXT-X-DISCONTINUITY\n");
      }
      boolean there = segment.span(trackId).isPresent();
      if (cmaf && there && segment.periodSequence() != header) {
        header = segment.periodSequence();
        text.append("#EXT-X-MAP:URI=\"")
            .append(CmafNames.header(header))
            .append(ManifestForm.VARIABLES)
            .append("\"\n");
      }
      if (segment.utcMicros() >= 0) {
        text.append("#EXT-X-PROGRAM-DATE-TIME:").append(DateTime.of(segment.utcMicros()));
        text.append('\n');
      }
      text.append(there ? "" : "#EXT-X-GAP\n");
      text.append("#EXTINF:").append(MediaPlaylist.seconds(segment.durationMicros()));
      text.append(",\n");
      text.append(cmaf ? CmafNames.firstPicture(segment.sequence()) : name(segment.sequence()));
      text.append(ManifestForm.VARIABLES).append('\n');
      out.entryEnds();
    }
    if (!now.live()) {
      text.append("#EXT-X-ENDLIST\n");
    }
  }
}
