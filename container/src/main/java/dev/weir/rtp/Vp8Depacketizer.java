package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.vpx.Vp8FrameHeader;
import io.netty.buffer.ByteBuf;

/// VP8 (RFC 7741).
///
/// ```
/// |X|R|N|S|R| PID |
/// X:    |I|L|T|K|-------|
/// I:    |M| picture id  |  M: |  low bits |      L: |TL0PICIDX|      T or K: |TID|Y|KEYIDX|
/// ```
///
/// Not thread-safe.
final class Vp8Depacketizer extends VideoDepacketizer {
  private static final int PARTITION_MASK = 0x0F;

  Vp8Depacketizer(FrameSink sink) {
    super(sink);
  }

  @Override
  boolean startsFrame(ByteBuf in, int index, int end) {
    int first = in.getByte(index);
    return (first & Vp8Packetizer.START) != 0 && (first & PARTITION_MASK) == 0;
  }

  @Override
  void readPayload(ByteBuf in, int index, int end, ByteBuf frame) {
    int at = index + 1;
    if ((in.getByte(index) & Vp8Packetizer.EXTENDED) != 0) {
      requireBytes("VP8", at + 1, end);
      int present = in.getUnsignedByte(at++);
      if ((present & 0x80) != 0) {
        requireBytes("VP8", at + 1, end);
        at += in.getByte(at) < 0 ? 2 : 1;
      }
      at += (present & 0x40) != 0 ? 1 : 0;
      at += (present & 0x30) != 0 ? 1 : 0;
    }
    requireBytes("VP8", at, end);
    frame.writeBytes(in, at, end - at);
  }

  @Override
  boolean isKeyframe(ByteBuf frame) {
    return Vp8FrameHeader.parse(frame).keyframe();
  }

  @Override
  Codec codecOf(ByteBuf keyframe) {
    return new Codec.Vp8(Vp8FrameHeader.parse(keyframe).picture());
  }
}
