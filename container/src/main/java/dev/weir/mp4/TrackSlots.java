package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.MediaFile;
import dev.weir.media.Track;
import java.util.List;
import java.util.Set;

/// The tracks that a plain MP4 file is made of. Those of sound and pictures have a slot each,
/// counted from 0 in the order of their ids.
///
/// @param media of sound and pictures, by slot
/// @param texts whose samples stand before all others
record TrackSlots(List<Track> media, List<Track> texts) {

  /// The tracks of `file` with these ids that MP4 carries.
  ///
  /// @throws IllegalArgumentException if no track of sound or pictures is left
  static TrackSlots of(MediaFile file, Set<Integer> wanted) {
    List<Track> tracks =
        file.tracks().stream()
            .filter(track -> wanted.contains(track.id()) && SampleEntry.carries(track.codec()))
            .toList();
    TrackSlots slots =
        new TrackSlots(
            tracks.stream().filter(track -> !isText(track)).toList(),
            tracks.stream().filter(TrackSlots::isText).toList());
    if (slots.media.isEmpty()) {
      throw new IllegalArgumentException("there is no sound and no picture that MP4 carries");
    }
    return slots;
  }

  static boolean isText(Track track) {
    return track.codec() instanceof Codec.Text;
  }

  int count() {
    return media.size();
  }

  /// The slot of a track; −1 if it has none.
  int of(int trackId) {
    for (int slot = 0; slot < media.size(); slot++) {
      if (media.get(slot).id() == trackId) {
        return slot;
      }
    }
    return -1;
  }
}
