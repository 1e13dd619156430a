package dev.weir.media;

import org.jspecify.annotations.Nullable;

/// One elementary stream.
///
/// @param id unique within its stream, from 1; the same number for the track's whole life
/// @param codec what it is coded in, with the out-of-band configuration
/// @param language an ISO 639-2 code of three letters, or null if nobody said
/// @param title a name for people, or null if nobody gave one
public record Track(int id, Codec codec, @Nullable String language, @Nullable String title) {

  /// A track of which neither language nor title is known.
  public static Track of(int id, Codec codec) {
    return new Track(id, codec, null, null);
  }

  /// Whether this is a video track.
  public boolean isVideo() {
    return codec.kind() == Codec.Kind.VIDEO;
  }

  /// Whether this is an audio track.
  public boolean isAudio() {
    return codec.kind() == Codec.Kind.AUDIO;
  }
}
