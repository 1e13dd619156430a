package dev.weir.media;

import io.netty.buffer.ByteBuf;

/// One access unit or audio frame on its way between a reader, a track buffer and a writer.
///
/// The payload is lent: it is valid until the method that was given the sample returns, and a
/// receiver that keeps bytes copies them. It may read through the payload's reader index; nobody
/// after it relies on where the index ends.
///
/// @param trackId which track this belongs to
/// @param dtsMicros decoding time on the stream's timeline
/// @param ptsOffsetMicros presentation time minus decoding time; may be negative
/// @param keyframe whether decoding can start here; true for every sample of audio
/// @param payload in the form that [Codec] says
public record Sample(
    int trackId, long dtsMicros, int ptsOffsetMicros, boolean keyframe, ByteBuf payload) {

  /// Presentation time on the stream's timeline.
  public long ptsMicros() {
    return dtsMicros + ptsOffsetMicros;
  }

  /// The same sample, payload and all, on a timeline that is ahead by so much, or behind if that is
  /// negative.
  public Sample later(long micros) {
    return micros == 0
        ? this
        : new Sample(trackId, dtsMicros + micros, ptsOffsetMicros, keyframe, payload);
  }

  /// The same sample with another payload.
  public Sample with(ByteBuf other) {
    return new Sample(trackId, dtsMicros, ptsOffsetMicros, keyframe, other);
  }
}
