package dev.weir.h26x;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// Reads and writes AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3.1.2), the body of `avcC`.
///
/// ```
/// version=1 | profile | compatibility | level | 111111 lengthSizeMinusOne:2
/// 111 numOfSPS:5 | (length:16 SPS)* | numOfPPS:8 | (length:16 PPS)*
/// High profiles: 111111 chroma_format:2 | 11111 depth_luma:3 | 11111 depth_chroma:3 | numOfSPSExt=0
/// ```
public final class AvcConfiguration {
  private static final int HEADER_BYTES = 6;
  private static final int MAX_SPS = 31;
  private static final int MAX_PPS = 255;

  private AvcConfiguration() {}

  /// Reads a record. The configuration of the result is written anew from the parameter sets, so
  /// that the same sets always give equal codecs whatever the sender put around them.
  ///
  /// @throws MalformedMediaException if it has no sequence parameter set, or a length lies
  public static Codec.Avc parse(Octets avcC) {
    lengthBytes(avcC);
    ParameterSetReader in = new ParameterSetReader(avcC, HEADER_BYTES - 1, "avcC");
    List<Octets> sps = in.sets(in.unsignedByte() & 0x1F);
    // Some hardware encoders leave out the count when their PPS travel in band.
    List<Octets> pps = in.atEnd() ? List.of() : in.sets(in.unsignedByte());
    return of(sps, pps);
  }

  /// Bytes of the length before each NAL unit of the samples that go with `avcC`: 1, 2 or 4.
  public static int lengthBytes(Octets avcC) {
    return ParameterSetReader.lengthBytes(avcC, 4, HEADER_BYTES, "avcC");
  }

  /// The codec of these parameter sets, each without length or start code. Empty ones are left out.
  ///
  /// @throws MalformedMediaException if there is no sequence parameter set or the first is
  ///   malformed
  public static Codec.Avc of(List<Octets> sps, List<Octets> pps) {
    List<Octets> sequenceSets = checked(sps, AvcNalType.SPS, MAX_SPS);
    List<Octets> pictureSets = checked(pps, AvcNalType.PPS, MAX_PPS);
    if (sequenceSets.isEmpty()) {
      throw new MalformedMediaException("H.264 configuration: no sequence parameter set");
    }
    AvcSps first = AvcSps.parse(sequenceSets.getFirst());
    Octets configuration = write(first, sequenceSets, pictureSets);
    return new Codec.Avc(configuration, sequenceSets, pictureSets, first.picture());
  }

  private static List<Octets> checked(List<Octets> sets, int type, int max) {
    return ParameterSets.checked(sets, "H.264", AvcNalType::of, type, max);
  }

  private static Octets write(AvcSps first, List<Octets> sps, List<Octets> pps) {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(1);
    out.writeByte(first.profile()).writeByte(first.constraints()).writeByte(first.level());
    out.writeByte(0xFC | (NalUnits.LENGTH_BYTES - 1));
    out.writeByte(0xE0 | sps.size());
    ParameterSets.write(sps, out);
    out.writeByte(pps.size());
    ParameterSets.write(pps, out);
    if (first.profile() != 66 && first.profile() != 77 && first.profile() != 88) {
      out.writeByte(0xFC | first.chroma());
      out.writeByte(0xF8 | (first.bitDepth() - 8));
      out.writeByte(0xF8 | (first.bitDepthChroma() - 8));
      out.writeByte(0);
    }
    return Octets.copyOf(out);
  }
}
