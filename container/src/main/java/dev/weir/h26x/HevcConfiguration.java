package dev.weir.h26x;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// Reads and writes HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1.2), the body of
/// `hvcC`.
///
/// ```
/// version=1 | space:2 tier:1 profile:5 | compatibility:32 | constraints:48 | level
/// 1111 min_spatial_segmentation:12 | 111111 parallelism:2 | 111111 chroma:2
/// 11111 depth_luma:3 | 11111 depth_chroma:3 | avgFrameRate:16
/// constantFrameRate:2 numTemporalLayers:3 temporalIdNested:1 lengthSizeMinusOne:2 | numOfArrays
/// (completeness:1 0 type:6 | numNalus:16 | (length:16 unit)*)*
/// ```
public final class HevcConfiguration {
  private static final int LENGTH_SIZE_INDEX = 21;
  private static final int HEADER_BYTES = 23;
  private static final int MAX_SETS = 64;

  private HevcConfiguration() {}

  /// Reads a record. The configuration of the result is the same but for lengthSizeMinusOne: its
  /// SEI arrays may hold what a display must know (mastering volume, content light level).
  ///
  /// @throws MalformedMediaException if it has no sequence parameter set, or a length lies
  public static Codec.Hevc parse(Octets hvcC) {
    lengthBytes(hvcC);
    ParameterSetReader in = new ParameterSetReader(hvcC, HEADER_BYTES - 1, "hvcC");
    List<Octets> vps = new ArrayList<>();
    List<Octets> sps = new ArrayList<>();
    List<Octets> pps = new ArrayList<>();
    int arrays = in.unsignedByte();
    for (int i = 0; i < arrays; i++) {
      int type = in.unsignedByte() & 0x3F;
      List<Octets> units = in.sets(in.unsignedShort());
      switch (type) {
        case HevcNalType.VPS -> vps.addAll(units);
        case HevcNalType.SPS -> sps.addAll(units);
        case HevcNalType.PPS -> pps.addAll(units);
        default -> {}
      }
    }
    Codec.Hevc codec = of(vps, sps, pps);
    return new Codec.Hevc(
        withFourByteLengths(hvcC),
        codec.vps(),
        codec.sps(),
        codec.pps(),
        codec.picture(),
        codec.codecString());
  }

  private static Octets withFourByteLengths(Octets hvcC) {
    byte[] bytes = hvcC.toByteArray();
    bytes[0] = 1;
    bytes[LENGTH_SIZE_INDEX] |= 3;
    return Octets.of(bytes);
  }

  /// Bytes of the length before each NAL unit of the samples that go with `hvcC`: 1, 2 or 4.
  public static int lengthBytes(Octets hvcC) {
    return ParameterSetReader.lengthBytes(hvcC, LENGTH_SIZE_INDEX, HEADER_BYTES, "hvcC");
  }

  /// The codec of these parameter sets, each without length or start code. Empty ones are left out.
  ///
  /// @throws MalformedMediaException if there is no sequence parameter set or the first is
  ///   malformed
  public static Codec.Hevc of(List<Octets> vps, List<Octets> sps, List<Octets> pps) {
    List<Octets> videoSets = checked(vps, HevcNalType.VPS);
    List<Octets> sequenceSets = checked(sps, HevcNalType.SPS);
    List<Octets> pictureSets = checked(pps, HevcNalType.PPS);
    if (sequenceSets.isEmpty()) {
      throw new MalformedMediaException("H.265 configuration: no sequence parameter set");
    }
    HevcSps first = HevcSps.parse(sequenceSets.getFirst());
    ByteBuf out = Unpooled.buffer();
    writeHeader(first, out);
    out.writeByte(3);
    writeArray(HevcNalType.VPS, videoSets, out);
    writeArray(HevcNalType.SPS, sequenceSets, out);
    writeArray(HevcNalType.PPS, pictureSets, out);
    return new Codec.Hevc(
        Octets.copyOf(out),
        videoSets,
        sequenceSets,
        pictureSets,
        picture(first.picture(), videoSets),
        "hvc1." + first.profileTierLevel().codecSuffix());
  }

  private static Picture picture(Picture picture, List<Octets> vps) {
    if (picture.framesPerSecond() > 0 || vps.isEmpty()) {
      return picture;
    }
    return new Picture(
        picture.width(),
        picture.height(),
        HevcVps.framesPerSecond(vps.getFirst()),
        picture.colour());
  }

  private static List<Octets> checked(List<Octets> sets, int type) {
    return ParameterSets.checked(sets, "H.265", HevcNalType::of, type, MAX_SETS);
  }

  private static void writeHeader(HevcSps sps, ByteBuf out) {
    HevcProfileTierLevel profile = sps.profileTierLevel();
    out.writeByte(1);
    out.writeByte(
        (profile.profileSpace() << 6) | (profile.highTier() ? 0x20 : 0) | profile.profile());
    out.writeInt(profile.compatibility());
    out.writeShort((int) (profile.constraints() >>> 32)).writeInt((int) profile.constraints());
    out.writeByte(profile.level());
    out.writeShort(0xF000); // min_spatial_segmentation_idc: nothing promised
    out.writeByte(0xFC); // parallelismType: unknown
    out.writeByte(0xFC | sps.chroma());
    out.writeByte(0xF8 | (sps.bitDepth() - 8));
    out.writeByte(0xF8 | (sps.bitDepthChroma() - 8));
    out.writeShort(0); // avgFrameRate: unspecified
    out.writeByte(
        (sps.subLayers() << 3) | (sps.temporalIdNested() ? 4 : 0) | (NalUnits.LENGTH_BYTES - 1));
  }

  private static void writeArray(int type, List<Octets> sets, ByteBuf out) {
    out.writeByte(0x80 | type);
    out.writeShort(sets.size());
    ParameterSets.write(sets, out);
  }
}
