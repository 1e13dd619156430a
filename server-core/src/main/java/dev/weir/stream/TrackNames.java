package dev.weir.stream;

import dev.weir.media.Codec;
import dev.weir.media.Picture;

/// What players and operators call a track: `video_H264_1280x720_25fps_0`.
public final class TrackNames {
  private TrackNames() {}

  /// The name of a track among others.
  ///
  /// @param index its place among all tracks of the stream
  public static String of(Codec codec, int index) {
    String start = type(codec) + "_" + codec.name() + "_";
    return switch (codec) {
      case Codec.Video video -> start + picture(video.picture()) + index;
      case Codec.Audio audio ->
          start + audio.channels() + "ch_" + audio.sampleRate() + "hz_" + index;
      case Codec.Text _, Codec.Data _ -> start + index;
    };
  }

  /// `video`, `audio`, `subtitle` or `meta`.
  public static String type(Codec codec) {
    return switch (codec.kind()) {
      case VIDEO -> "video";
      case AUDIO -> "audio";
      case TEXT -> "subtitle";
      case DATA -> "meta";
    };
  }

  private static String picture(Picture picture) {
    String size = picture.width() + "x" + picture.height() + "_";
    return picture.framesPerSecond() > 0
        ? size + Math.round(picture.framesPerSecond()) + "fps_"
        : size;
  }
}
