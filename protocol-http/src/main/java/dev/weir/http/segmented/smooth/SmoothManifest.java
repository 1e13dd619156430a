package dev.weir.http.segmented.smooth;

import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.media.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The manifest of a stream (MS-SSTR 2.2.2), before it is written.
///
/// A manifest cannot say that a codec changes: it lists what comes behind the last change. Of a
/// live stream it leaves out the segments that fragments before them announce.
final class SmoothManifest {
  /// Three digits of a bit rate are the track's.
  static final int TRACK_DIGITS = 1000;

  private final List<Segment> segments;
  private final boolean live;
  private final SmoothAddresses.Family addresses;
  private final List<Track> tracks;

  private SmoothManifest(List<Segment> segments, boolean live, SmoothAddresses.Family addresses) {
    this.segments = segments;
    this.live = live;
    this.addresses = addresses;
    this.tracks =
        segments.getLast().tracks().stream().filter(t -> SmoothCodec.carries(t.codec())).toList();
  }

  /// That of a stream; null if nothing that it could list is there.
  static @Nullable SmoothManifest of(Snapshot now, SmoothAddresses.Family addresses) {
    List<Segment> listed = listed(now);
    return listed.isEmpty() ? null : new SmoothManifest(listed, now.live(), addresses);
  }

  /// Whether nothing of the stream can be played.
  boolean isEmpty() {
    return tracks.isEmpty();
  }

  /// Appends its text to `out`.
  void write(ManifestText out) {
    new SmoothManifestWriter(segments, live, addresses, tracks, out).write();
  }

  /// The segments behind the last change; of a live stream, those whose look-ahead is there.
  private static List<Segment> listed(Snapshot now) {
    List<Segment> all = now.segments();
    int end = Math.max(0, all.size() - (now.live() ? SmoothWrapping.LOOK_AHEAD : 0));
    // The numbers only grow: the segments of a film, which may be many, are not gone through.
    boolean changes = end > 0 && !isAlike(all.getFirst(), all.get(end - 1));
    int start = changes ? end : 0;
    while (start > 0 && isAlike(all.get(start - 1), all.get(end - 1))) {
      start--;
    }
    return all.subList(start, end);
  }

  private static boolean isAlike(Segment one, Segment other) {
    return one.discontinuitySequence() == other.discontinuitySequence();
  }
}
