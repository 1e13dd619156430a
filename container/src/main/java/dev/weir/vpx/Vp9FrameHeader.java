package dev.weir.vpx;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;

/// The start of a VP9 frame's uncompressed header (VP9 bitstream specification 6.2). Of a
/// superframe, the first frame's.
///
/// @param keyframe whether decoding can start here
/// @param profile 0 to 3
/// @param picture size and colours; [Picture#UNKNOWN] unless a keyframe
public record Vp9FrameHeader(boolean keyframe, int profile, Picture picture) {
  // The longest start of a keyframe has 70 bits.
  private static final int MAX_BYTES = 16;
  private static final int SYNC_CODE = 0x498342;
  private static final int CS_RGB = 7;

  /// Reads the start of what is readable; moves no index.
  ///
  /// @throws MalformedMediaException if it is cut short or has wrong marks
  public static Vp9FrameHeader parse(ByteBuf frame) {
    int length = Math.min(frame.readableBytes(), MAX_BYTES);
    BitReader in = new BitReader(Octets.copyOf(frame, frame.readerIndex(), length), "VP9 frame");
    int marker = in.bits(2);
    if (marker != 2) {
      throw new MalformedMediaException("VP9 frame: frame_marker " + marker + " is not 2");
    }
    int profile = in.bits(1) | (in.bits(1) << 1);
    if (profile == 3 && in.flag()) {
      throw new MalformedMediaException("VP9 frame: profile over the limit of 3");
    }
    boolean showExisting = in.flag();
    if (showExisting || in.flag()) { // frame_type: 0 is a keyframe
      return new Vp9FrameHeader(false, profile, Picture.UNKNOWN);
    }
    in.skip(2); // show_frame, error_resilient_mode
    int sync = in.bits(24);
    if (sync != SYNC_CODE) {
      throw new MalformedMediaException(
          "VP9 keyframe: sync code " + Integer.toHexString(sync) + " is not 498342");
    }
    Colour colour = readColour(in, profile);
    int width = 1 + in.bits(16);
    int height = 1 + in.bits(16);
    return new Vp9FrameHeader(true, profile, new Picture(width, height, 0, colour));
  }

  private static Colour readColour(BitReader in, int profile) {
    int bitDepth = profile < 2 ? 8 : in.flag() ? 12 : 10;
    int space = in.bits(3);
    boolean choosesChroma = (profile & 1) == 1;
    if (space == CS_RGB) {
      if (!choosesChroma) {
        throw new MalformedMediaException("VP9 keyframe: RGB in profile " + profile);
      }
      in.skip(1); // reserved_zero
      return new Colour(1, 13, 0, true, bitDepth, 3);
    }
    boolean fullRange = in.flag();
    int chroma = 1;
    if (choosesChroma) {
      boolean halfX = in.flag();
      boolean halfY = in.flag();
      in.skip(1); // reserved_zero
      // 4:4:0 has no chroma_format_idc; 4:2:2 has the same number of samples.
      chroma = halfX || halfY ? 2 : 3;
    }
    return new Colour(2, 2, matrix(space), fullRange, bitDepth, chroma);
  }

  /// matrix_coefficients of ITU-T H.273 for color_space.
  private static int matrix(int space) {
    return switch (space) {
      case 1 -> 5; // BT.601
      case 2 -> 1; // BT.709
      case 3 -> 6; // SMPTE 170M
      case 4 -> 7; // SMPTE 240M
      case 5 -> 9; // BT.2020, not constant luminance
      default -> 2;
    };
  }

  /// The codec of a stream that starts with this keyframe; its level is not in the headers.
  public Codec.Vp9 codec() {
    return new Codec.Vp9(profile, 0, picture);
  }
}
