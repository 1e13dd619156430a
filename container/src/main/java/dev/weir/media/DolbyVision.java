package dev.weir.media;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What pictures are in Dolby Vision, in one layer whose metadata go with the samples: profiles 5
/// and 8 of H.265 and 10 of AV1 (Dolby Vision Streams Within the ISO Base Media File Format 2.4).
///
/// @param profile dv_profile
/// @param level dv_level
/// @param compatibility dv_bl_signal_compatibility_id: what the pictures are to a decoder that
///   knows nothing of Dolby Vision; 0 if they are nothing to him, 1 HDR10, 2 SDR, 4 HLG
public record DolbyVision(int profile, int level, int compatibility) {
  /// Profile 5, of H.265.
  public static final int HEVC_ALONE = 5;

  /// Profile 8, of H.265.
  public static final int HEVC = 8;

  /// Profile 10, of AV1.
  public static final int AV1 = 10;

  private static final int RECORD_BYTES = 24;

  /// Reads a DOVIDecoderConfigurationRecord:
  ///
  /// ```
  /// |version (16)|dv_profile (7)|dv_level (6)|rpu_present (1)|el_present (1)|bl_present (1)|
  /// |dv_bl_signal_compatibility_id (4)|reserved (156)|
  /// ```
  ///
  /// @return null if it is of another profile, has a second layer, or is cut short
  public static @Nullable DolbyVision parse(Octets configuration) {
    if (configuration.length() < 5) {
      return null;
    }
    int bits = configuration.at(2) << 8 | configuration.at(3);
    int profile = bits >> 9;
    boolean known = profile == HEVC_ALONE || profile == HEVC || profile == AV1;
    boolean oneLayer = (bits & 0b111) == 0b101;
    return known && oneLayer
        ? new DolbyVision(profile, bits >> 3 & 0x3F, configuration.at(4) >> 4)
        : null;
  }

  /// The record that [#parse] reads.
  public Octets configuration() {
    byte[] record = new byte[RECORD_BYTES];
    int bits = profile << 9 | level << 3 | 0b101;
    record[0] = 1; // version 1.0
    record[2] = (byte) (bits >> 8);
    record[3] = (byte) bits;
    record[4] = (byte) (compatibility << 4);
    return Octets.of(record);
  }

  /// The name of the record: that of MP4's box, and of Matroska's mapping.
  public String recordName() {
    return profile < HEVC ? "dvcC" : "dvvC";
  }

  /// `codec` with this said of its pictures; the same if they cannot be.
  public Codec.Video of(Codec.Video codec) {
    return switch (codec) {
      case Codec.Hevc(var record, var vps, var sps, var pps, var picture, var name)
          when profile != AV1 ->
          new Codec.Hevc(record, vps, sps, pps, picture.in(this), isAlone() ? codecString() : name);
      case Codec.Av1(var record, var picture, var name) when profile == AV1 ->
          new Codec.Av1(record, picture.in(this), isAlone() ? codecString() : name);
      default -> codec;
    };
  }

  /// Whether nobody else can show the pictures: then the track has no other codec than this.
  public boolean isAlone() {
    return compatibility == 0;
  }

  /// `dvh1.08.06`, `dav1.10.01`: for `codecs` of tracks that have nothing else, and for
  /// `SUPPLEMENTAL-CODECS` of all others.
  public String codecString() {
    String entry = profile == AV1 ? "dav1" : "dvh1";
    return String.format(Locale.ROOT, "%s.%02d.%02d", entry, profile, level);
  }

  /// The brand that says to whom else the pictures mean something, as `db1p`; empty if it has none.
  public Optional<String> brand() {
    return Optional.ofNullable(
        switch (compatibility) {
          case 1 -> "db1p";
          case 2 -> "db2g";
          case 4 -> "db4h";
          default -> null;
        });
  }
}
