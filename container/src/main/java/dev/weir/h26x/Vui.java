package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;

/// The part of the video usability information that H.264 E.1.1 and H.265 E.2.1 have in common.
///
/// Fields keep what was read so far: several makes of camera cut the VUI short, and nothing in the
/// decoding depends on it.
final class Vui {
  private static final int EXTENDED_SAR = 255;
  private static final double MAX_FRAMES_PER_SECOND = 1000;

  int primaries = 2;
  int transfer = 2;
  int matrix = 2;
  boolean fullRange;
  double framesPerSecond;
  int reorderFrames = -1; // max_num_reorder_frames of H.264; -1 if not said

  /// A reader of the VUI syntax of one standard.
  interface Syntax {
    void read(BitReader in, Vui vui);
  }

  static Vui absent() {
    return new Vui();
  }

  static Vui read(BitReader in, Syntax syntax) {
    Vui vui = new Vui();
    try {
      syntax.read(in, vui);
    } catch (MalformedMediaException _) {
      return vui;
    }
    return vui;
  }

  /// Everything from aspect_ratio_info_present_flag to chroma_sample_loc_type_bottom_field.
  void readSignal(BitReader in) {
    if (in.flag() && in.bits(8) == EXTENDED_SAR) {
      in.skip(32); // sar_width, sar_height
    }
    if (in.flag()) { // overscan_info_present_flag
      in.skip(1);
    }
    if (in.flag()) { // video_signal_type_present_flag
      in.skip(3); // video_format
      fullRange = in.flag();
      if (in.flag()) {
        primaries = in.bits(8);
        transfer = in.bits(8);
        matrix = in.bits(8);
      }
    }
    if (in.flag()) { // chroma_loc_info_present_flag
      in.unsignedExpGolomb();
      in.unsignedExpGolomb();
    }
  }

  /// num_units_in_tick and time_scale, for pictures that last `ticksPerFrame` ticks.
  void readTiming(BitReader in, int ticksPerFrame) {
    framesPerSecond = framesPerSecond(in, ticksPerFrame);
  }

  /// The same two fields wherever they stand: the frame rate, or 0 if they make no sense.
  static double framesPerSecond(BitReader in, int ticksPerFrame) {
    long unitsInTick = in.longBits(32);
    long timeScale = in.longBits(32);
    double rate = unitsInTick == 0 ? 0 : (double) timeScale / unitsInTick / ticksPerFrame;
    return rate > MAX_FRAMES_PER_SECOND ? 0 : rate;
  }

  Colour colour(int bitDepth, int chroma) {
    return new Colour(primaries, transfer, matrix, fullRange, bitDepth, chroma);
  }
}
