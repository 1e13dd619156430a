package dev.weir.rtp;

import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// MPEG-1 and MPEG-2 video (RFC 2250 3.4). See [MpegVideoPacketizer] for the header.
///
/// Not thread-safe.
final class MpegVideoDepacketizer extends VideoDepacketizer {
  private static final int MPEG_2_HEADER = 0x04000000;
  private static final int MPEG_2_HEADER_BYTES = 4;
  private static final double[] RATES = {
    0, 24_000 / 1001.0, 24, 25, 30_000 / 1001.0, 30, 50, 60_000 / 1001.0, 60
  };

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
    return MpegVideoPacketizer.startsWithSequence(frame, frame.readerIndex(), frame.writerIndex());
  }

  // sequence_header(): width:12 height:12 aspect:4 rate:4
  @Override
  @Nullable Codec codecOf(ByteBuf keyframe) {
    int end = keyframe.writerIndex();
    int code = NalUnits.startCode(keyframe, keyframe.readerIndex(), end);
    if (end - code < 8) {
      return null;
    }
    int size = keyframe.getUnsignedMedium(code + 4);
    int rate = keyframe.getByte(code + 7) & 0x0F;
    Picture plain = Picture.ofSize(size >> 12, size & 0xFFF);
    double framesPerSecond = rate < RATES.length ? RATES[rate] : 0;
    Picture picture = new Picture(plain.width(), plain.height(), framesPerSecond, plain.colour());
    return new Codec.OtherVideo("MPEG2", Octets.EMPTY, picture);
  }
}
