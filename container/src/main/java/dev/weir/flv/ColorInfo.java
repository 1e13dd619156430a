package dev.weir.flv;

import dev.weir.amf.AmfValue;
import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.Picture;
import org.jspecify.annotations.Nullable;

/// What the `colorConfig` of a metadata frame's `colorInfo` says (Enhanced RTMP v2, Metadata
/// Frame): colours that the codec's own headers may leave out.
///
/// @param bitDepth bits per sample, 0 if not said
/// @param primaries H.273 colour primaries, 0 if not said
/// @param transfer H.273 transfer characteristics, 0 if not said
/// @param matrix H.273 matrix coefficients, -1 if not said
record ColorInfo(int bitDepth, int primaries, int transfer, int matrix) {

  /// Reads the object; anything else, undefined above all, takes the colours back: null.
  static @Nullable ColorInfo of(AmfValue value) {
    if (value instanceof AmfValue.Keyed info
        && info.property("colorConfig") instanceof AmfValue.Keyed config) {
      return new ColorInfo(
          octet(config, "bitDepth", 0),
          octet(config, "colorPrimaries", 0),
          octet(config, "transferCharacteristics", 0),
          octet(config, "matrixCoefficients", -1));
    }
    return null;
  }

  private static int octet(AmfValue.Keyed config, String name, int otherwise) {
    double value = config.numberOr(name, otherwise);
    return value >= 0 && value <= 255 ? (int) value : otherwise;
  }

  /// `codec` with these colours in its picture.
  Codec.Video applyTo(Codec.Video codec) {
    Picture picture = with(codec.picture());
    return switch (codec) {
      case Codec.Avc(var configuration, var sps, var pps, _) ->
          new Codec.Avc(configuration, sps, pps, picture);
      case Codec.Hevc(var configuration, var vps, var sps, var pps, _, var name) ->
          new Codec.Hevc(configuration, vps, sps, pps, picture, name);
      case Codec.Av1(var configuration, _, var name) -> new Codec.Av1(configuration, picture, name);
      case Codec.Vp8 _ -> new Codec.Vp8(picture);
      case Codec.Vp9(int profile, int level, _) -> new Codec.Vp9(profile, level, picture);
      case Codec.Theora _, Codec.OtherVideo _ -> codec;
    };
  }

  private Picture with(Picture picture) {
    Colour own = picture.colour();
    Colour colour =
        new Colour(
            primaries > 0 ? primaries : own.primaries(),
            transfer > 0 ? transfer : own.transfer(),
            matrix >= 0 ? matrix : own.matrix(),
            own.fullRange(),
            bitDepth > 0 ? bitDepth : own.bitDepth(),
            own.chroma());
    return picture.coloured(colour);
  }
}
