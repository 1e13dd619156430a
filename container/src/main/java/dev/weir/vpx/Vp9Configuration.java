package dev.weir.vpx;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Reads and writes the body of a `vpcC` box: a VPCodecConfigurationRecord after version and flags
/// (VP Codec ISO Media File Format Binding).
///
/// ```
/// version:8=1 flags:24 | profile:8 | level:8 | bitDepth:4 chromaSubsampling:3 fullRange:1
/// colourPrimaries:8 | transferCharacteristics:8 | matrixCoefficients:8 | initSize:16=0
/// ```
public final class Vp9Configuration {
  private static final int VERSION_AND_FLAGS = 0x01000000;
  private static final int RECORD_BYTES = 8;
  private static final int FULL_BOX_BYTES = 4;
  private static final int UNKNOWN_LEVEL = 10;

  private Vp9Configuration() {}

  /// Reads a body with version and flags, or the record alone as some senders of Enhanced RTMP have
  /// it. The picture gets no size: that comes from the container or a keyframe.
  ///
  /// @throws MalformedMediaException if it is cut short or a field is out of range
  public static Codec.Vp9 parse(Octets vpcC) {
    // No record starts with 01 00 00 00: its bit depth would be 0.
    int at = startsWithVersion(vpcC) ? FULL_BOX_BYTES : 0;
    if (vpcC.length() - at < RECORD_BYTES) {
      throw new MalformedMediaException(
          "vpcC: " + (vpcC.length() - at) + " bytes, needs at least " + RECORD_BYTES);
    }
    int profile = vpcC.at(at);
    int bitDepth = vpcC.at(at + 2) >> 4;
    int subsampling = (vpcC.at(at + 2) >> 1) & 7;
    if (profile > 3 || (bitDepth != 8 && bitDepth != 10 && bitDepth != 12) || subsampling > 3) {
      throw new MalformedMediaException(
          "vpcC: profile "
              + profile
              + ", bit depth "
              + bitDepth
              + ", subsampling "
              + subsampling
              + "; allowed are 0..3, 8, 10 or 12, 0..3");
    }
    Colour colour =
        new Colour(
            vpcC.at(at + 3),
            vpcC.at(at + 4),
            vpcC.at(at + 5),
            (vpcC.at(at + 2) & 1) == 1,
            bitDepth,
            Math.max(1, subsampling)); // 0 and 1 are 4:2:0 with different places of the chroma
    return new Codec.Vp9(profile, vpcC.at(at + 1), new Picture(0, 0, 0, colour));
  }

  private static boolean startsWithVersion(Octets vpcC) {
    return vpcC.length() >= FULL_BOX_BYTES
        && vpcC.at(0) == 1
        && vpcC.at(1) == 0
        && vpcC.at(2) == 0
        && vpcC.at(3) == 0;
  }

  /// The body for `codec`, with version and flags.
  public static Octets write(Codec.Vp9 codec) {
    Colour colour = codec.picture().colour();
    ByteBuf out = Unpooled.buffer(FULL_BOX_BYTES + RECORD_BYTES);
    out.writeInt(VERSION_AND_FLAGS);
    out.writeByte(codec.profile());
    out.writeByte(codec.level() == 0 ? UNKNOWN_LEVEL : codec.level());
    out.writeByte((colour.bitDepth() << 4) | (colour.chroma() << 1) | (colour.fullRange() ? 1 : 0));
    out.writeByte(colour.primaries());
    out.writeByte(colour.transfer());
    out.writeByte(colour.matrix());
    out.writeShort(0);
    return Octets.copyOf(out);
  }
}
