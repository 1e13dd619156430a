package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.vpx.Vp9FrameHeader;
import io.netty.buffer.ByteBuf;

/// VP9 in both modes (RFC 9628). Of spatial layers the base is taken: each picture then has one
/// frame.
///
/// ```
/// |I|P|L|F|B|E|V|Z|
/// I:        |M| picture id  |  M: |  low bits |
/// L:        | TID |U| SID |D|      without F: |TL0PICIDX|
/// P and F:  | P_DIFF      |N|      up to three times
/// V:        | N_S |Y|G|---|        Y: N_S+1 × |width:16|height:16|
/// G:        |  N_G  |              N_G × | TID |U| R |--|  R × | P_DIFF |
/// ```
///
/// Not thread-safe.
final class Vp9Depacketizer extends VideoDepacketizer {
  private static final int MAX_REFERENCES = 3;
  private static final int HAS_GROUP = 0x08;

  Vp9Depacketizer(FrameSink sink) {
    super(sink);
  }

  @Override
  boolean startsFrame(ByteBuf in, int index, int end) {
    return (in.getByte(index) & Vp9Packetizer.BEGIN) != 0 && spatialLayer(in, index, end) == 0;
  }

  private static int spatialLayer(ByteBuf in, int index, int end) {
    int flags = in.getUnsignedByte(index);
    if ((flags & Vp9Packetizer.HAS_LAYER) == 0) {
      return 0;
    }
    int layer = afterPictureId(in, index, flags, end);
    requireBytes("VP9", layer + 1, end);
    return (in.getByte(layer) >> 1) & 7;
  }

  private static int afterPictureId(ByteBuf in, int index, int flags, int end) {
    int at = index + 1;
    if ((flags & Vp9Packetizer.HAS_PICTURE_ID) != 0) {
      requireBytes("VP9", at + 1, end);
      at += in.getByte(at) < 0 ? 2 : 1;
    }
    return at;
  }

  @Override
  void readPayload(ByteBuf in, int index, int end, ByteBuf frame) {
    if (spatialLayer(in, index, end) > 0) {
      return;
    }
    int flags = in.getUnsignedByte(index);
    int at = afterPictureId(in, index, flags, end);
    boolean flexible = (flags & Vp9Packetizer.FLEXIBLE) != 0;
    if ((flags & Vp9Packetizer.HAS_LAYER) != 0) {
      at += flexible ? 1 : 2;
    }
    if (flexible && (flags & Vp9Packetizer.PREDICTED) != 0) {
      at = afterReferences(in, at, end);
    }
    if ((flags & Vp9Packetizer.HAS_STRUCTURE) != 0) {
      at = afterStructure(in, at, end);
    }
    requireBytes("VP9", at, end);
    frame.writeBytes(in, at, end - at);
  }

  private static int afterReferences(ByteBuf in, int from, int end) {
    int at = from;
    int reference;
    do {
      requireBytes("VP9", at + 1, end);
      reference = in.getByte(at++);
      if (at - from > MAX_REFERENCES) {
        throw new MalformedMediaException("VP9: over 3 references of a frame");
      }
    } while ((reference & 1) != 0);
    return at;
  }

  private static int afterStructure(ByteBuf in, int from, int end) {
    int at = from;
    requireBytes("VP9", at + 1, end);
    int structure = in.getUnsignedByte(at++);
    if ((structure & Vp9Packetizer.HAS_SIZES) != 0) {
      at += 4 * ((structure >> 5) + 1);
    }
    if ((structure & HAS_GROUP) != 0) {
      requireBytes("VP9", at + 1, end);
      int pictures = in.getUnsignedByte(at++);
      for (int i = 0; i < pictures; i++) {
        requireBytes("VP9", at + 1, end);
        at += 1 + ((in.getByte(at) >> 2) & 3);
      }
    }
    return at;
  }

  @Override
  boolean isKeyframe(ByteBuf frame) {
    return Vp9FrameHeader.parse(frame).keyframe();
  }

  @Override
  Codec codecOf(ByteBuf keyframe) {
    return Vp9FrameHeader.parse(keyframe).codec();
  }
}
