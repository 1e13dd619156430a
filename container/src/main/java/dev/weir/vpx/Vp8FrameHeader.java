package dev.weir.vpx;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;

/// The uncompressed start of a VP8 frame (RFC 6386 9.1).
///
/// ```
/// little-endian 24 bits: first_part_size:19 show_frame:1 version:3 interframe:1
/// keyframes: 9D 01 2A | width:14 scale:2 | height:14 scale:2, little-endian
/// ```
///
/// @param keyframe whether decoding can start here
/// @param width luma samples per line, 0 unless a keyframe
/// @param height lines, 0 unless a keyframe
public record Vp8FrameHeader(boolean keyframe, int width, int height) {
  private static final int TAG_BYTES = 3;
  private static final int KEYFRAME_BYTES = 10;
  private static final int START_CODE = 0x9D012A;

  /// Reads the start of what is readable; moves no index.
  ///
  /// @throws MalformedMediaException if it is cut short or has no start code
  public static Vp8FrameHeader parse(ByteBuf frame) {
    int at = frame.readerIndex();
    require(frame, TAG_BYTES);
    if ((frame.getByte(at) & 1) != 0) {
      return new Vp8FrameHeader(false, 0, 0);
    }
    require(frame, KEYFRAME_BYTES);
    int startCode = frame.getUnsignedMedium(at + 3);
    if (startCode != START_CODE) {
      throw new MalformedMediaException(
          "VP8 keyframe: start code " + Integer.toHexString(startCode) + " is not 9d012a");
    }
    return new Vp8FrameHeader(
        true, frame.getUnsignedShortLE(at + 6) & 0x3FFF, frame.getUnsignedShortLE(at + 8) & 0x3FFF);
  }

  /// What is known of the picture.
  public Picture picture() {
    return Picture.ofSize(width, height);
  }

  private static void require(ByteBuf frame, int bytes) {
    if (frame.readableBytes() < bytes) {
      throw new MalformedMediaException(
          "VP8 frame: " + frame.readableBytes() + " bytes, needs at least " + bytes);
    }
  }
}
