package dev.weir.h26x;

import dev.weir.bits.BitReader;
import java.util.ArrayList;
import java.util.List;

/// What an H.264 sequence parameter set says of picture order counts of type 1 (7.3.2.1.1): they
/// follow from frame_num, plus what the slice header adds.
///
/// @param deltaAlwaysZero delta_pic_order_always_zero_flag
/// @param nonReference offset_for_non_ref_pic
/// @param bottom offset_for_top_to_bottom_field
/// @param ends of each reference frame of the cycle the sum of offset_for_ref_frame up to it
record AvcPocCycle(boolean deltaAlwaysZero, int nonReference, int bottom, List<Integer> ends) {
  private static final int MAX_FRAMES = 255;

  static AvcPocCycle read(BitReader in) {
    boolean deltaAlwaysZero = in.flag();
    int nonReference = in.signedExpGolomb();
    int bottom = in.signedExpGolomb();
    int frames = Limits.unsigned(in, MAX_FRAMES, "num_ref_frames_in_pic_order_cnt_cycle");
    List<Integer> ends = new ArrayList<>();
    int end = 0;
    for (int i = 0; i < frames; i++) {
      end += in.signedExpGolomb();
      ends.add(end);
    }
    return new AvcPocCycle(deltaAlwaysZero, nonReference, bottom, List.copyOf(ends));
  }

  /// The count of a picture before its slice header adds to it (8.2.1.2).
  ///
  /// @param frames FrameNumOffset + frame_num
  int expected(int frames, boolean reference) {
    int count = reference ? 0 : nonReference;
    int before = ends.isEmpty() ? 0 : frames - (reference || frames == 0 ? 0 : 1);
    if (before > 0) {
      int cycles = (before - 1) / ends.size();
      count += cycles * ends.getLast() + ends.get((before - 1) % ends.size());
    }
    return count;
  }
}
