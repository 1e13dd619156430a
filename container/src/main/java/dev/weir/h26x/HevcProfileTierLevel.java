package dev.weir.h26x;

import dev.weir.bits.BitReader;
import java.util.Locale;

/// profile_tier_level() of H.265 7.3.3, the general part.
///
/// @param profileSpace general_profile_space
/// @param highTier general_tier_flag
/// @param profile general_profile_idc: 1 Main, 2 Main 10, 4 range extensions
/// @param compatibility the 32 general_profile_compatibility_flags, flag 0 in the top bit
/// @param constraints the 48 bits from general_progressive_source_flag on
/// @param level general_level_idc: thirty times the level
public record HevcProfileTierLevel(
    int profileSpace,
    boolean highTier,
    int profile,
    int compatibility,
    long constraints,
    int level) {

  /// Reads the general part and passes over those of the sub-layers.
  static HevcProfileTierLevel read(BitReader in, int maxSubLayersMinus1) {
    HevcProfileTierLevel general =
        new HevcProfileTierLevel(
            in.bits(2), in.flag(), in.bits(5), in.bits(32), in.longBits(48), in.bits(8));
    if (maxSubLayersMinus1 > 0) {
      int present = in.bits(16); // 8 pairs of flags, whatever the number of sub-layers
      for (int i = 0; i < maxSubLayersMinus1; i++) {
        boolean profilePresent = (present >> (15 - 2 * i) & 1) == 1;
        boolean levelPresent = (present >> (14 - 2 * i) & 1) == 1;
        in.skip((profilePresent ? 88 : 0) + (levelPresent ? 8 : 0));
      }
    }
    return general;
  }

  /// The `codecs` value after `hvc1.` (ISO/IEC 14496-15 E.3): `1.6.L93.B0`.
  String codecSuffix() {
    StringBuilder text = new StringBuilder();
    if (profileSpace > 0) {
      text.append((char) ('A' + profileSpace - 1));
    }
    text.append(profile).append('.');
    text.append(String.format(Locale.ROOT, "%X", Integer.reverse(compatibility)));
    text.append(highTier ? ".H" : ".L").append(level);
    // Six bytes, of which the zero ones at the end are left out.
    for (long rest = constraints << 16; rest != 0; rest <<= 8) {
      text.append(String.format(Locale.ROOT, ".%X", rest >>> 56));
    }
    return text.toString();
  }
}
