package dev.weir.buffer;

import dev.weir.media.Track;
import java.util.ArrayList;
import java.util.List;

/// The configurations that the samples of a track buffer were published under; immutable.
final class TrackVersions {
  private final int first; // the version number of tracks.get(0)
  private final List<Track> tracks;

  TrackVersions(Track track) {
    this(0, List.of(track));
  }

  private TrackVersions(int first, List<Track> tracks) {
    this.first = first;
    this.tracks = tracks;
  }

  Track newest() {
    return tracks.getLast();
  }

  int newestVersion() {
    return first + tracks.size() - 1;
  }

  /// The track of `version`; one that is already forgotten gives the oldest known.
  Track of(int version) {
    return tracks.get(Math.clamp((long) version - first, 0, tracks.size() - 1));
  }

  /// Adds a version and forgets those before `oldestNeeded`.
  TrackVersions with(Track track, int oldestNeeded) {
    int forget = Math.clamp((long) oldestNeeded - first, 0, tracks.size());
    List<Track> kept = new ArrayList<>(tracks.subList(forget, tracks.size()));
    kept.add(track);
    return new TrackVersions(first + forget, List.copyOf(kept));
  }
}
