package dev.weir.flv;

import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;

/// Turns the bodies of FLV tags and RTMP messages into tracks and samples: FLV 10.1 annex E and all
/// of Enhanced RTMP v2.
///
/// Tracks have the ids of [FlvTracks]. A track is announced when its codec is known and again when
/// it has changed; encoders that repeat a sequence header do not restart it. Samples that come
/// before their codec, and bodies of unknown codecs, are dropped and counted. Not thread-safe.
public final class FlvBodyReader {
  private static final long MICROS_PER_MILLI = 1000;

  private final FlvVideoReader video;
  private final FlvAudioReader audio;
  private final FlvScriptReader script;

  /// Gives what it finds to `sink`.
  public FlvBodyReader(TrackSink sink) {
    video = new FlvVideoReader(sink);
    audio = new FlvAudioReader(sink);
    script = new FlvScriptReader(sink);
  }

  /// Reads one body; types other than those of [FlvTag] are passed over.
  ///
  /// @param type the tag's or message's type
  /// @param timestampMillis unwrapped
  /// @param body lent; where its reader index ends means nothing
  /// @throws dev.weir.media.MediaException if the body breaks the format
  public void read(int type, long timestampMillis, ByteBuf body) {
    long timestampMicros = timestampMillis * MICROS_PER_MILLI;
    switch (type) {
      case FlvTag.AUDIO -> audio.read(timestampMicros, body);
      case FlvTag.VIDEO -> video.read(timestampMicros, body);
      case FlvTag.SCRIPT -> {
        script.read(timestampMicros, body);
        video.containerSize(script.width(), script.height());
      }
      default -> {
        // Enhanced RTMP adds no types; whatever this is, it is no media.
      }
    }
  }

  /// How many samples, and bodies that could not be used, were dropped so far.
  public long dropped() {
    return video.dropped() + audio.dropped() + script.dropped();
  }
}
