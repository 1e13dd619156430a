package dev.weir.media.file;

import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import java.util.List;

/// Finds the sample with which reading starts for a time, by a search in the index.
public final class IndexSearch {
  /// The track of [#mainTrack] where every track is as good as the others.
  public static final int ANY_TRACK = -1;

  private IndexSearch() {}

  /// The number of the last keyframe that is shown at or before `timeMicros`: of the first video
  /// track, else of the first audio track, else of any. 0 if there is none before.
  public static int keyframeAtOrBefore(List<Track> tracks, SampleIndex index, long timeMicros) {
    int track = mainTrack(tracks);
    for (int i = lastDecodedAtOrBefore(index, track, timeMicros); i >= 0; i--) {
      if (isOf(track, index, i)
          && index.keyframe(i)
          && index.dtsMicros(i) + index.ptsOffsetMicros(i) <= timeMicros) {
        return i;
      }
    }
    return 0;
  }

  /// The id of the track at whose keyframes playing starts: the first of video, else the first of
  /// audio, else [#ANY_TRACK].
  public static int mainTrack(List<Track> tracks) {
    for (Track track : tracks) {
      if (track.isVideo()) {
        return track.id();
      }
    }
    for (Track track : tracks) {
      if (track.isAudio()) {
        return track.id();
      }
    }
    return ANY_TRACK;
  }

  /// The decoding times of one track do not fall; those of all tracks together may.
  private static int lastDecodedAtOrBefore(SampleIndex index, int track, long timeMicros) {
    int found = -1;
    int from = 0;
    int to = index.count();
    while (from < to) {
      int middle = (from + to) >>> 1;
      int at = middle;
      while (at < to && !isOf(track, index, at)) {
        at++;
      }
      if (at < to && index.dtsMicros(at) <= timeMicros) {
        found = at;
        from = at + 1;
      } else {
        to = middle;
      }
    }
    return found;
  }

  private static boolean isOf(int track, SampleIndex index, int sample) {
    return track == ANY_TRACK || index.trackId(sample) == track;
  }
}
