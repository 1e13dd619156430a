package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.UnsupportedMediaException;

/// What an H.265 sequence parameter set says (7.3.2.2).
///
/// @param id sps_seq_parameter_set_id
/// @param subLayers temporal sub-layers, 1 to 7
/// @param temporalIdNested sps_temporal_id_nesting_flag
/// @param profileTierLevel profile, tier, level
/// @param chroma chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
/// @param bitDepth bits per luma sample
/// @param bitDepthChroma bits per chroma sample
/// @param separatePlanes separate_colour_plane_flag
/// @param pocLsbBits length of slice_pic_order_cnt_lsb in a slice header
/// @param picture size with cropping applied, frame rate, colours
/// @param reorderPictures sps_max_num_reorder_pics of all sub-layers together: how many pictures
///   may be decoded before one that is shown before them
public record HevcSps(
    int id,
    int subLayers,
    boolean temporalIdNested,
    HevcProfileTierLevel profileTierLevel,
    int chroma,
    int bitDepth,
    int bitDepthChroma,
    boolean separatePlanes,
    int pocLsbBits,
    Picture picture,
    int reorderPictures) {

  // Level 6.2 allows a side of at most the root of eight times 35,651,584 (A.4.1).
  private static final int MAX_SIDE = 16_888;
  // The standard has 8, but hvcC keeps three bits for it; no encoder makes 16-bit pictures.
  private static final int MAX_EXTRA_DEPTH = 7;
  private static final int MAX_LONG_TERM_PICTURES = 32;
  private static final int MAX_DPB_PICTURES = 16;

  /// Reads a NAL unit of type 33, without length or start code.
  ///
  /// @throws MalformedMediaException if a field is out of the range of the standard, or the unit
  ///   ends before the VUI
  /// @throws UnsupportedMediaException if it belongs to an enhancement layer
  public static HevcSps parse(Octets nal) {
    requireHeader(nal, HevcNalType.SPS);
    BitReader in = new BitReader(Rbsp.of(nal, 2), "H.265 SPS");
    in.skip(4); // sps_video_parameter_set_id
    int subLayersMinus1 = in.bits(3);
    if (subLayersMinus1 > 6) {
      throw new MalformedMediaException("H.265 SPS: 8 sub-layers are over the limit of 7");
    }
    boolean nested = in.flag();
    HevcProfileTierLevel profile = HevcProfileTierLevel.read(in, subLayersMinus1);
    int id = Limits.unsigned(in, 15, "sps_seq_parameter_set_id");
    int chroma = Limits.unsigned(in, 3, "chroma_format_idc");
    boolean separatePlanes = chroma == 3 && in.flag();
    int codedWidth = Limits.unsigned(in, MAX_SIDE, "pic_width_in_luma_samples");
    int codedHeight = Limits.unsigned(in, MAX_SIDE, "pic_height_in_luma_samples");
    Crop crop = in.flag() ? Crop.read(in) : Crop.NONE;
    int bitDepth = 8 + Limits.unsigned(in, MAX_EXTRA_DEPTH, "bit_depth_luma_minus8");
    int bitDepthChroma = 8 + Limits.unsigned(in, MAX_EXTRA_DEPTH, "bit_depth_chroma_minus8");
    int pocLsbBits = 4 + Limits.unsigned(in, 12, "log2_max_pic_order_cnt_lsb_minus4");
    int reorderPictures = readCodingTools(in, subLayersMinus1, pocLsbBits);
    Vui vui = in.flag() ? Vui.read(in, HevcSps::readVui) : Vui.absent();
    // Table 6-1: SubWidthC and SubHeightC.
    int unitX = !separatePlanes && (chroma == 1 || chroma == 2) ? 2 : 1;
    int unitY = !separatePlanes && chroma == 1 ? 2 : 1;
    Picture picture =
        new Picture(
            crop.width(codedWidth, unitX),
            crop.height(codedHeight, unitY),
            vui.framesPerSecond,
            vui.colour(bitDepth, chroma));
    return new HevcSps(
        id,
        subLayersMinus1 + 1,
        nested,
        profile,
        chroma,
        bitDepth,
        bitDepthChroma,
        separatePlanes,
        pocLsbBits,
        picture,
        reorderPictures);
  }

  static void requireHeader(Octets nal, int type) {
    if (nal.length() < 2 || HevcNalType.of(nal.at(0)) != type) {
      throw new MalformedMediaException("H.265: NAL unit " + nal + " is not of type " + type);
    }
    int layer = ((nal.at(0) & 1) << 5) | (nal.at(1) >> 3);
    if (layer != 0) {
      throw new UnsupportedMediaException("H.265: parameter set of layer " + layer);
    }
  }

  /// From sps_sub_layer_ordering_info_present_flag to strong_intra_smoothing_enabled_flag; gives
  /// sps_max_num_reorder_pics.
  private static int readCodingTools(BitReader in, int subLayersMinus1, int pocLsbBits) {
    int reorderPictures = readSubLayerOrdering(in, subLayersMinus1);
    for (int i = 0; i < 6; i++) {
      in.unsignedExpGolomb(); // block sizes and depths
    }
    boolean scalingLists = in.flag();
    if (scalingLists && in.flag()) { // sps_scaling_list_data_present_flag
      skipScalingLists(in);
    }
    in.skip(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
    if (in.flag()) { // pcm_enabled_flag
      in.skip(8);
      in.unsignedExpGolomb();
      in.unsignedExpGolomb();
      in.skip(1);
    }
    HevcRefPicSets.skip(in);
    if (in.flag()) { // long_term_ref_pics_present_flag
      int pictures = Limits.unsigned(in, MAX_LONG_TERM_PICTURES, "num_long_term_ref_pics_sps");
      in.skip(pictures * (pocLsbBits + 1));
    }
    in.skip(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
    return reorderPictures;
  }

  /// The sub_layer_ordering_info that a VPS and an SPS share; gives the max_num_reorder_pics of the
  /// highest sub-layer.
  static int readSubLayerOrdering(BitReader in, int subLayersMinus1) {
    int reorderPictures = 0;
    boolean forEach = in.flag();
    for (int i = forEach ? 0 : subLayersMinus1; i <= subLayersMinus1; i++) {
      in.unsignedExpGolomb(); // max_dec_pic_buffering_minus1
      reorderPictures = Limits.unsigned(in, MAX_DPB_PICTURES, "max_num_reorder_pics");
      in.unsignedExpGolomb(); // max_latency_increase_plus1
    }
    return reorderPictures;
  }

  // 7.3.4 scaling_list_data()
  private static void skipScalingLists(BitReader in) {
    for (int size = 0; size < 4; size++) {
      for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
        if (!in.flag()) {
          in.unsignedExpGolomb(); // scaling_list_pred_matrix_id_delta
          continue;
        }
        if (size > 1) {
          in.signedExpGolomb(); // scaling_list_dc_coef_minus8
        }
        int coefficients = Math.min(64, 1 << (4 + (size << 1)));
        for (int i = 0; i < coefficients; i++) {
          in.signedExpGolomb();
        }
      }
    }
  }

  private static void readVui(BitReader in, Vui vui) {
    vui.readSignal(in);
    in.skip(3); // neutral_chroma_indication_flag, field_seq_flag, frame_field_info_present_flag
    if (in.flag()) {
      Crop.read(in); // default_display_window: a hint that decoders do not follow
    }
    if (in.flag()) { // vui_timing_info_present_flag
      vui.readTiming(in, 1);
    }
  }
}
