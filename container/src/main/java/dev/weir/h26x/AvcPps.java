package dev.weir.h26x;

import dev.weir.bits.BitReader;

/// The start of an H.264 picture parameter set (7.3.2.2): what a reader of slice headers needs.
///
/// @param id pic_parameter_set_id
/// @param spsId seq_parameter_set_id
/// @param bottomOrderPresent bottom_field_pic_order_in_frame_present_flag
record AvcPps(int id, int spsId, boolean bottomOrderPresent) {

  /// Reads what follows the NAL unit header.
  ///
  /// @throws dev.weir.media.MalformedMediaException if a field is out of the range of the standard
  static AvcPps read(BitReader in) {
    int id = Limits.unsigned(in, 255, "pic_parameter_set_id");
    int spsId = Limits.unsigned(in, 31, "seq_parameter_set_id");
    in.skip(1); // entropy_coding_mode_flag
    return new AvcPps(id, spsId, in.flag());
  }
}
