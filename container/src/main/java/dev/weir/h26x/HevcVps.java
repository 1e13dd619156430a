package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;

/// The frame rate in an H.265 video parameter set (7.3.2.1), where some hardware encoders put it
/// instead of in the SPS.
final class HevcVps {
  private static final int MAX_LAYER_SETS = 1024;

  private HevcVps() {}

  /// Frames per second; 0 if the set does not say or cannot be read, as nothing else hangs on it.
  static double framesPerSecond(Octets nal) {
    try {
      return read(new BitReader(Rbsp.of(nal, 2), "H.265 VPS"));
    } catch (MalformedMediaException _) {
      return 0;
    }
  }

  private static double read(BitReader in) {
    in.skip(4 + 2 + 6); // id, base layer flags, vps_max_layers_minus1
    int subLayersMinus1 = in.bits(3);
    in.skip(1 + 16); // nesting flag, vps_reserved_0xffff_16bits
    HevcProfileTierLevel.read(in, subLayersMinus1);
    HevcSps.readSubLayerOrdering(in, subLayersMinus1);
    int maxLayerId = in.bits(6);
    int layerSets = 1 + Limits.unsigned(in, MAX_LAYER_SETS - 1, "vps_num_layer_sets_minus1");
    in.skip((layerSets - 1) * (maxLayerId + 1)); // layer_id_included_flag
    return in.flag() ? Vui.framesPerSecond(in, 1) : 0;
  }
}
