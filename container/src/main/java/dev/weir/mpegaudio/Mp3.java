package dev.weir.mpegaudio;

import dev.weir.elementary.AudioMuxer;
import dev.weir.elementary.FrameReader;
import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.Muxer;
import dev.weir.media.TrackSink;

/// `.mp3`: MPEG audio frames, layers II and III, one after the other.
public final class Mp3 {
  private Mp3() {}

  /// Reads frames between tags of any kind; free format is refused.
  public static Demuxer reader(TrackSink sink) {
    return new FrameReader(new MpegAudioFrames(), "MPEG audio", sink);
  }

  /// Whether `.mp3` can be written of `codec`.
  public static boolean carries(Codec codec) {
    return codec instanceof Codec.Mp3;
  }

  /// Writes the frames of the first track that can be carried; a file has no other form than a live
  /// stream.
  public static Muxer muxer() {
    return new AudioMuxer(Mp3::carries, _ -> (payload, out) -> out.writeBytes(payload));
  }
}
