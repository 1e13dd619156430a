package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;
import org.jspecify.annotations.Nullable;

/// An H.264 picture parameter set (7.3.2.2): what a reader of slice headers needs.
///
/// @param id pic_parameter_set_id
/// @param spsId seq_parameter_set_id
/// @param bottomOrderPresent bottom_field_pic_order_in_frame_present_flag
/// @param prediction what the fields of a slice header about references depend on; null if the set
///   is cut short or has slice groups, which no encoder in the field makes
record AvcPps(int id, int spsId, boolean bottomOrderPresent, @Nullable Prediction prediction) {

  /// How slices refer to other pictures.
  ///
  /// @param references0 num_ref_idx_l0_default_active_minus1 + 1
  /// @param references1 num_ref_idx_l1_default_active_minus1 + 1
  /// @param weighted weighted_pred_flag
  /// @param weightedBoth whether weighted_bipred_idc is 1: weights are in the slice header
  /// @param redundantPresent redundant_pic_cnt_present_flag
  record Prediction(
      int references0,
      int references1,
      boolean weighted,
      boolean weightedBoth,
      boolean redundantPresent) {}

  /// Reads what follows the NAL unit header.
  ///
  /// @throws MalformedMediaException if a field is out of the range of the standard
  static AvcPps read(BitReader in) {
    int id = Limits.unsigned(in, 255, "pic_parameter_set_id");
    int spsId = Limits.unsigned(in, 31, "seq_parameter_set_id");
    in.skip(1); // entropy_coding_mode_flag
    return new AvcPps(id, spsId, in.flag(), prediction(in));
  }

  private static @Nullable Prediction prediction(BitReader in) {
    try {
      if (in.unsignedExpGolomb() > 0) { // num_slice_groups_minus1
        return null;
      }
      int references0 = 1 + Limits.unsigned(in, 31, "num_ref_idx_l0_default_active_minus1");
      int references1 = 1 + Limits.unsigned(in, 31, "num_ref_idx_l1_default_active_minus1");
      boolean weighted = in.flag();
      boolean weightedBoth = in.bits(2) == 1;
      in.signedExpGolomb(); // pic_init_qp_minus26
      in.signedExpGolomb(); // pic_init_qs_minus26
      in.signedExpGolomb(); // chroma_qp_index_offset
      in.skip(2); // deblocking_filter_control_present_flag, constrained_intra_pred_flag
      return new Prediction(references0, references1, weighted, weightedBoth, in.flag());
    } catch (MalformedMediaException _) {
      return null;
    }
  }
}
