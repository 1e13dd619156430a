package dev.weir.http.segmented.cmaf;

import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.Snapshot;
import dev.weir.media.Codec;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.subtitle.SubtitleMuxer;
import java.util.ArrayList;
import java.util.List;

/// The tracks of a stream that CMAF players can choose from.
///
/// @param video in the configuration of the newest segment
/// @param audio likewise
/// @param text all there are, since cues come now and then
/// @param events data tracks whose messages are events, likewise
public record Renditions(
    List<Track> video, List<Track> audio, List<Track> text, List<Track> events) {

  /// What `now` has.
  public static Renditions of(SegmentStore store, Snapshot now) {
    List<Track> video = new ArrayList<>();
    List<Track> audio = new ArrayList<>();
    for (Track track : now.segments().getLast().tracks()) {
      if (track.isVideo() && carries(track.codec())) {
        video.add(track);
      } else if (track.isAudio() && carries(track.codec())) {
        audio.add(track);
      }
    }
    return new Renditions(
        List.copyOf(video),
        List.copyOf(audio),
        texts(store.tracks()),
        store.tracks().stream().filter(t -> EventScheme.of(t.codec()).isPresent()).toList());
  }

  /// Those of `tracks` whose cues become WebVTT.
  public static List<Track> texts(List<Track> tracks) {
    return tracks.stream().filter(Renditions::isText).toList();
  }

  /// Whether `track` is one of them.
  static boolean isText(Track track) {
    return SubtitleMuxer.carries(track.codec());
  }

  /// Whether players take `codec` in CMAF: MP4 has a form for it, and manifests a name.
  public static boolean carries(Codec codec) {
    return InitSegment.carries(codec) && codec.codecString() != null;
  }

  /// Whether there is anything to see or to hear.
  public boolean isEmpty() {
    return video.isEmpty() && audio.isEmpty();
  }
}
