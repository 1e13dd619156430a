package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import org.jspecify.annotations.Nullable;

/// What an H.264 sequence parameter set says (7.3.2.1.1).
///
/// @param id seq_parameter_set_id
/// @param profile profile_idc, for example 100 for High
/// @param constraints constraint_set0_flag and those after it, as one byte
/// @param level ten times the level
/// @param chroma chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
/// @param bitDepth bits per luma sample
/// @param bitDepthChroma bits per chroma sample
/// @param framesOnly frame_mbs_only_flag: no interlaced coding
/// @param frameNumBits length of frame_num in a slice header
/// @param pocType pic_order_cnt_type; with 2, pictures are output in decoding order
/// @param pocLsbBits length of pic_order_cnt_lsb in a slice header, 0 unless `pocType` is 0
/// @param pocCycle for counts of type 1; null unless `pocType` is 1
/// @param picture size with cropping applied, frame rate, colours
/// @param reorderFrames max_num_reorder_frames: how many frames may be decoded before one that is
///   shown before them; -1 if not said
public record AvcSps(
    int id,
    int profile,
    int constraints,
    int level,
    int chroma,
    int bitDepth,
    int bitDepthChroma,
    boolean framesOnly,
    int frameNumBits,
    int pocType,
    int pocLsbBits,
    @Nullable AvcPocCycle pocCycle,
    Picture picture,
    int reorderFrames) {

  // Level 6.2 allows 139,264 macroblocks and a side of at most the root of eight times that
  // (A.3.1).
  private static final int MAX_SIDE_MACROBLOCKS = 1055;
  private static final int MAX_DPB_FRAMES = 16;

  /// Reads a NAL unit of type 7, without length or start code.
  ///
  /// @throws MalformedMediaException if a field is out of the range of the standard, or the unit
  ///   ends before the VUI
  public static AvcSps parse(Octets nal) {
    if (nal.isEmpty() || AvcNalType.of(nal.at(0)) != AvcNalType.SPS) {
      throw new MalformedMediaException("H.264 SPS: NAL unit " + nal + " is not of type 7");
    }
    BitReader in = new BitReader(Rbsp.of(nal, 1), "H.264 SPS");
    int profile = in.bits(8);
    int constraints = in.bits(8);
    int level = in.bits(8);
    int id = Limits.unsigned(in, 31, "seq_parameter_set_id");
    int chroma = 1;
    int bitDepth = 8;
    int bitDepthChroma = 8;
    boolean separatePlanes = false;
    if (hasChromaFormat(profile)) {
      chroma = Limits.unsigned(in, 3, "chroma_format_idc");
      separatePlanes = chroma == 3 && in.flag();
      bitDepth = 8 + Limits.unsigned(in, 6, "bit_depth_luma_minus8");
      bitDepthChroma = 8 + Limits.unsigned(in, 6, "bit_depth_chroma_minus8");
      in.skip(1); // qpprime_y_zero_transform_bypass_flag
      skipScalingLists(in, chroma == 3 ? 12 : 8);
    }
    int frameNumBits = 4 + Limits.unsigned(in, 12, "log2_max_frame_num_minus4");
    int pocType = Limits.unsigned(in, 2, "pic_order_cnt_type");
    int pocLsbBits = 0;
    AvcPocCycle pocCycle = null;
    switch (pocType) {
      case 0 -> pocLsbBits = 4 + Limits.unsigned(in, 12, "log2_max_pic_order_cnt_lsb_minus4");
      case 1 -> pocCycle = AvcPocCycle.read(in);
      default -> {}
    }
    in.unsignedExpGolomb(); // max_num_ref_frames
    in.skip(1); // gaps_in_frame_num_value_allowed_flag
    int codedWidth = 16 * (1 + Limits.unsigned(in, MAX_SIDE_MACROBLOCKS - 1, "pic_width_in_mbs"));
    int mapUnits = 1 + Limits.unsigned(in, MAX_SIDE_MACROBLOCKS - 1, "pic_height_in_map_units");
    boolean framesOnly = in.flag();
    if (!framesOnly) {
      in.skip(1); // mb_adaptive_frame_field_flag
    }
    in.skip(1); // direct_8x8_inference_flag
    int fields = framesOnly ? 1 : 2;
    int codedHeight = 16 * mapUnits * fields;
    Crop crop = in.flag() ? Crop.read(in) : Crop.NONE;
    // 7.4.2.1.1: CropUnitX and CropUnitY.
    int unitX = !separatePlanes && (chroma == 1 || chroma == 2) ? 2 : 1;
    int unitY = (!separatePlanes && chroma == 1 ? 2 : 1) * fields;
    Vui vui = in.flag() ? Vui.read(in, AvcSps::readVui) : Vui.absent();
    Picture picture =
        new Picture(
            crop.width(codedWidth, unitX),
            crop.height(codedHeight, unitY),
            vui.framesPerSecond,
            vui.colour(bitDepth, chroma));
    return new AvcSps(
        id,
        profile,
        constraints,
        level,
        chroma,
        bitDepth,
        bitDepthChroma,
        framesOnly,
        frameNumBits,
        pocType,
        pocLsbBits,
        pocCycle,
        picture,
        vui.reorderFrames);
  }

  private static boolean hasChromaFormat(int profile) {
    return switch (profile) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  private static void skipScalingLists(BitReader in, int lists) {
    if (!in.flag()) {
      return;
    }
    for (int list = 0; list < lists; list++) {
      if (in.flag()) {
        skipScalingList(in, list < 6 ? 16 : 64);
      }
    }
  }

  private static void skipScalingList(BitReader in, int size) {
    int last = 8;
    int next = 8;
    for (int i = 0; i < size && next != 0; i++) {
      next = (last + in.signedExpGolomb()) & 0xFF;
      last = next == 0 ? last : next;
    }
  }

  private static void readVui(BitReader in, Vui vui) {
    vui.readSignal(in);
    if (in.flag()) { // timing_info_present_flag
      vui.readTiming(in, 2); // a tick is a field's
      in.skip(1); // fixed_frame_rate_flag
    }
    boolean nalHrd = in.flag();
    if (nalHrd) {
      skipHrd(in);
    }
    boolean vclHrd = in.flag();
    if (vclHrd) {
      skipHrd(in);
    }
    if (nalHrd || vclHrd) {
      in.skip(1); // low_delay_hrd_flag
    }
    in.skip(1); // pic_struct_present_flag
    if (in.flag()) { // bitstream_restriction_flag
      in.skip(1); // motion_vectors_over_pic_boundaries_flag
      for (int i = 0; i < 4; i++) {
        in.unsignedExpGolomb(); // limits on bytes, bits and motion vectors
      }
      vui.reorderFrames = Limits.unsigned(in, MAX_DPB_FRAMES, "max_num_reorder_frames");
    }
  }

  // E.1.2 hrd_parameters()
  private static void skipHrd(BitReader in) {
    int count = 1 + Limits.unsigned(in, 31, "cpb_cnt_minus1");
    in.skip(8); // bit_rate_scale, cpb_size_scale
    for (int i = 0; i < count; i++) {
      in.unsignedExpGolomb();
      in.unsignedExpGolomb();
      in.skip(1); // cbr_flag
    }
    in.skip(20); // lengths of delays and time offset
  }
}
