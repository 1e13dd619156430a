package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;

/// The rest of an H.264 slice header, to the marking of reference pictures (7.3.3 to 7.3.3.3),
/// which may say that counting begins anew without an IDR picture.
final class AvcMarking {
  private static final int START_ANEW = 5; // memory_management_control_operation
  private static final int END_OF_MODIFICATIONS = 3;
  private static final int B = 1;
  private static final int I = 2;
  private static final int SI = 4;

  private AvcMarking() {}

  /// Whether the picture has memory_management_control_operation 5; false if the header cannot be
  /// read so far.
  ///
  /// @param in behind what `slice` has
  static boolean startsAnew(AvcSliceHeader slice, BitReader in, AvcSps sps, AvcPps pps) {
    AvcPps.Prediction prediction = pps.prediction();
    if (slice.idr() || slice.referenceIdc() == 0 || prediction == null) {
      return false;
    }
    try {
      skipReferences(slice.type(), in, sps, prediction);
      return hasStartAnew(in);
    } catch (MalformedMediaException _) {
      return false;
    }
  }

  private static void skipReferences(
      int type, BitReader in, AvcSps sps, AvcPps.Prediction prediction) {
    boolean both = type == B;
    boolean intra = type == I || type == SI;
    if (prediction.redundantPresent()) {
      in.unsignedExpGolomb(); // redundant_pic_cnt
    }
    if (both) {
      in.skip(1); // direct_spatial_mv_pred_flag
    }
    if (intra) {
      return;
    }
    int references0 = prediction.references0();
    int references1 = both ? prediction.references1() : 0;
    if (in.flag()) { // num_ref_idx_active_override_flag
      references0 = 1 + Limits.unsigned(in, 31, "num_ref_idx_l0_active_minus1");
      references1 = both ? 1 + Limits.unsigned(in, 31, "num_ref_idx_l1_active_minus1") : 0;
    }
    skipModifications(in);
    if (both) {
      skipModifications(in);
    }
    if (both ? prediction.weightedBoth() : prediction.weighted()) {
      skipWeights(in, references0 + references1, sps.chroma() != 0);
    }
  }

  // 7.3.3.1 ref_pic_list_modification()
  private static void skipModifications(BitReader in) {
    if (in.flag()) {
      while (in.unsignedExpGolomb() != END_OF_MODIFICATIONS) {
        in.unsignedExpGolomb();
      }
    }
  }

  // 7.3.3.2 pred_weight_table()
  private static void skipWeights(BitReader in, int references, boolean chroma) {
    in.unsignedExpGolomb(); // luma_log2_weight_denom
    if (chroma) {
      in.unsignedExpGolomb(); // chroma_log2_weight_denom
    }
    for (int i = 0; i < references; i++) {
      skipPairs(in, 1);
      if (chroma) {
        skipPairs(in, 2);
      }
    }
  }

  private static void skipPairs(BitReader in, int pairs) {
    if (in.flag()) {
      for (int i = 0; i < 2 * pairs; i++) {
        in.signedExpGolomb();
      }
    }
  }

  // 7.3.3.3 dec_ref_pic_marking()
  private static boolean hasStartAnew(BitReader in) {
    if (!in.flag()) { // adaptive_ref_pic_marking_mode_flag
      return false;
    }
    while (true) {
      int operation = in.unsignedExpGolomb();
      switch (operation) {
        case 0, START_ANEW -> {
          return operation == START_ANEW;
        }
        case 3 -> {
          in.unsignedExpGolomb(); // difference_of_pic_nums_minus1
          in.unsignedExpGolomb(); // long_term_frame_idx
        }
        default -> in.unsignedExpGolomb();
      }
    }
  }
}
