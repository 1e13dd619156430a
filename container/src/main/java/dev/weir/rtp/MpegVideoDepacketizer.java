package dev.weir.rtp;

import dev.weir.h26x.Mpeg2Unit;
import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// MPEG-1 and MPEG-2 video (RFC 2250 3.4). See [MpegVideoPacketizer] for the header.
///
/// Not thread-safe.
final class MpegVideoDepacketizer extends VideoDepacketizer {
  private static final int MPEG_2_HEADER = 0x04000000;
  private static final int MPEG_2_HEADER_BYTES = 4;

  MpegVideoDepacketizer(FrameSink sink) {
    super(sink);
  }

  // A picture starts with its own header, or those of the sequence and the group before it.
  @Override
  boolean startsFrame(ByteBuf in, int index, int end) {
    int at = payload(in, index, end);
    if (end - at < 4 || in.getUnsignedMedium(at) != 1) {
      return false;
    }
    int code = in.getUnsignedByte(at + 3);
    return code == MpegVideoPacketizer.PICTURE_START || code > MpegVideoPacketizer.LAST_SLICE;
  }

  private static int payload(ByteBuf in, int index, int end) {
    requireBytes("MPEG video", index + MpegVideoPacketizer.HEADER_BYTES, end);
    boolean mpeg2 = (in.getInt(index) & MPEG_2_HEADER) != 0;
    int payload = index + MpegVideoPacketizer.HEADER_BYTES + (mpeg2 ? MPEG_2_HEADER_BYTES : 0);
    requireBytes("MPEG video", payload, end);
    return payload;
  }

  @Override
  void readPayload(ByteBuf in, int index, int end, ByteBuf frame) {
    int at = payload(in, index, end);
    frame.writeBytes(in, at, end - at);
  }

  @Override
  boolean isKeyframe(ByteBuf frame) {
    return Mpeg2Unit.isKeyframe(frame);
  }

  @Override
  @Nullable Codec codecOf(ByteBuf keyframe) {
    return Mpeg2Unit.codec(keyframe);
  }
}
