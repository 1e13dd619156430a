package dev.weir.aac;

import dev.weir.elementary.AudioMuxer;
import dev.weir.elementary.FrameReader;
import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.Muxer;
import dev.weir.media.TrackSink;

/// `.aac`: ADTS frames (ISO/IEC 14496-3 1.A.2), one after the other.
public final class Adts {
  private Adts() {}

  /// Reads frames of one block each, between tags of any kind.
  public static Demuxer reader(TrackSink sink) {
    return new FrameReader(new AdtsFrames(), "ADTS", sink);
  }

  /// Whether `.aac` can be written of `codec`.
  public static boolean carries(Codec codec) {
    return codec instanceof Codec.Aac aac && AdtsHeader.carries(aac);
  }

  /// Writes the frames of the first track that can be carried; a file has no other form than a live
  /// stream.
  public static Muxer muxer() {
    return new AudioMuxer(Adts::carries, codec -> frames(AdtsHeader.of((Codec.Aac) codec)));
  }

  private static AudioMuxer.FrameWriter frames(AdtsHeader header) {
    return (payload, out) -> {
      header.write(payload.readableBytes(), out);
      out.writeBytes(payload);
    };
  }
}
