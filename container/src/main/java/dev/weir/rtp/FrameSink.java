package dev.weir.rtp;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;

/// Where a [Depacketizer] ends: what a track is, and its samples on the media clock.
interface FrameSink {
  /// Says what the frames that follow are coded in.
  void codec(Codec codec);

  /// Takes one frame in the payload form of its codec; the payload is lent.
  ///
  /// @param rtpTime unwrapped, in ticks of the media clock
  void frame(long rtpTime, boolean keyframe, ByteBuf payload);
}
