package dev.weir.h26x;

import dev.weir.bits.BitReader;

/// The fields of an H.264 slice header (7.3.3) by which pictures are told apart (7.4.1.2.4).
///
/// @param referenceIdc nal_ref_idc
/// @param idr whether the picture is IDR
/// @param firstMacroblock first_mb_in_slice
/// @param type slice_type without its claim about the other slices: 0 P, 1 B, 2 I, 3 SP, 4 SI
/// @param ppsId pic_parameter_set_id
/// @param frameNum frame_num
/// @param field field_pic_flag
/// @param bottom bottom_field_flag
/// @param idrId idr_pic_id, 0 unless IDR
/// @param orderLsb pic_order_cnt_lsb, 0 unless pic_order_cnt_type is 0
/// @param orderDelta delta_pic_order_cnt[0], 0 if absent
/// @param orderBottom delta_pic_order_cnt_bottom or delta_pic_order_cnt[1], 0 if absent
record AvcSliceHeader(
    int referenceIdc,
    boolean idr,
    int firstMacroblock,
    int type,
    int ppsId,
    int frameNum,
    boolean field,
    boolean bottom,
    int idrId,
    int orderLsb,
    int orderDelta,
    int orderBottom) {

  private static final int TYPES = 5; // 5 to 9 are the same, and say that all slices are

  /// Reads what follows the first byte of the unit, and stops behind these fields.
  ///
  /// @param sets the parameter sets in force
  /// @throws dev.weir.media.MalformedMediaException if it is cut short
  static AvcSliceHeader read(int firstByte, BitReader in, AvcSets sets) {
    int referenceIdc = (firstByte >> 5) & 3;
    boolean idr = AvcNalType.of(firstByte) == AvcNalType.IDR;
    int firstMacroblock = in.unsignedExpGolomb();
    int type = Integer.remainderUnsigned(in.unsignedExpGolomb(), TYPES);
    int ppsId = in.unsignedExpGolomb();
    AvcPps pps = sets.pps(ppsId);
    AvcSps sps = pps == null ? null : sets.sps(pps.spsId());
    if (pps == null || sps == null) {
      return new AvcSliceHeader(
          referenceIdc, idr, firstMacroblock, type, ppsId, 0, false, false, 0, 0, 0, 0);
    }
    int frameNum = in.bits(sps.frameNumBits());
    boolean field = !sps.framesOnly() && in.flag();
    boolean bottom = field && in.flag();
    int idrId = idr ? in.unsignedExpGolomb() : 0;
    int orderLsb = in.bits(sps.pocLsbBits());
    boolean hasDelta = sps.pocCycle() != null && !sps.pocCycle().deltaAlwaysZero();
    int orderDelta = hasDelta ? in.signedExpGolomb() : 0;
    boolean hasBottom = (sps.pocType() == 0 || hasDelta) && pps.bottomOrderPresent() && !field;
    int orderBottom = hasBottom ? in.signedExpGolomb() : 0;
    return new AvcSliceHeader(
        referenceIdc,
        idr,
        firstMacroblock,
        type,
        ppsId,
        frameNum,
        field,
        bottom,
        idrId,
        orderLsb,
        orderDelta,
        orderBottom);
  }

  /// Whether this slice is of another picture than `before`.
  ///
  /// A first macroblock of 0 counts too: cameras of which every picture is IDR give them all the
  /// same idr_pic_id, and slices out of order are of the baseline profile on paper only.
  boolean startsPicture(AvcSliceHeader before) {
    return firstMacroblock == 0
        || frameNum != before.frameNum
        || ppsId != before.ppsId
        || field != before.field
        || bottom != before.bottom
        || (referenceIdc != before.referenceIdc && (referenceIdc == 0 || before.referenceIdc == 0))
        || orderLsb != before.orderLsb
        || orderDelta != before.orderDelta
        || orderBottom != before.orderBottom
        || idr != before.idr
        || idrId != before.idrId;
  }

  /// Whether this is the other field of the frame that `first` is a field of.
  boolean completes(AvcSliceHeader first) {
    return field
        && first.field
        && bottom != first.bottom
        && frameNum == first.frameNum
        && (!idr || first.idr);
  }
}
