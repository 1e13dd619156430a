package dev.weir.stream;

import dev.weir.media.Codec;
import dev.weir.media.Track;

/// A track with what selectors ask about it.
///
/// @param index its place among all tracks of the stream, from 0
/// @param bitsPerSecond as measured; 0 while unknown
/// @param reordered whether pictures are presented in another order than they are decoded
public record SelectableTrack(int index, Track track, long bitsPerSecond, boolean reordered) {

  /// The area of the picture, 0 if it is none.
  long pixels() {
    return track.codec() instanceof Codec.Video video
        ? (long) video.picture().width() * video.picture().height()
        : 0;
  }

  /// Channels of sound, 0 if it is none.
  int channels() {
    return track.codec() instanceof Codec.Audio audio ? audio.channels() : 0;
  }
}
