package dev.weir.bench.micro;

import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Samples of one size, a millisecond apart, in groups of pictures of one length.
///
/// The payload is always the same off-heap memory, as that of a network buffer would be.
final class SampleSource {
  static final Track TRACK = Track.of(1, new Codec.Vp8(Picture.ofSize(1280, 720)));

  private final ByteBuf payload;
  private final int group;

  private long number; // of the next sample

  SampleSource(int sizeBytes, int group) {
    this.payload = Unpooled.directBuffer(sizeBytes).writeZero(sizeBytes);
    this.group = group;
  }

  Sample next() {
    long n = number++;
    return new Sample(TRACK.id(), n * 1000, 0, n % group == 0, payload);
  }

  ByteBuf payload() {
    return payload;
  }

  void release() {
    payload.release();
  }
}
