package dev.weir.matroska;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/// The CodecPrivate of each codec (RFC 9559 27, and the codec mappings it refers to).
final class CodecPrivates {
  // "fLaC", then the last metadata block, STREAMINFO of 34 bytes.
  private static final Octets FLAC_START = Octets.ofHex("664C6143 80000022");

  private static final String ASS_HEADER =
      """
      [Script Info]
      ScriptType: v4.00+

      [V4+ Styles]
      Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
      Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, \
      Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
      Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      """;

  private CodecPrivates() {}

  /// The bytes, empty if the codec has none.
  static Octets of(Codec codec) {
    return switch (codec) {
      case Codec.Avc avc -> avc.configuration();
      case Codec.Hevc hevc -> hevc.configuration();
      case Codec.Av1 av1 -> av1.configuration();
      case Codec.Vp9 vp9 -> ofVp9(vp9);
      case Codec.Theora(var identification, var comment, var setup, _) ->
          xiph(identification, comment, setup);
      case Codec.OtherVideo other ->
          Riff.fourCc(other.name()) == 0 ? other.configuration() : Riff.bitmap(other);
      case Codec.Aac aac -> aac.configuration();
      case Codec.Opus opus -> opus.head();
      case Codec.Vorbis(var identification, var comment, var setup, _, _) ->
          xiph(identification, comment, setup);
      case Codec.Flac flac -> join(FLAC_START, flac.streamInfo());
      case Codec.G711 g711 -> Riff.wave(g711);
      case Codec.OtherAudio other ->
          Riff.formatTag(other.name()) == 0 ? other.configuration() : Riff.wave(other);
      case Codec.Text text -> ofText(text);
      case Codec.Vp8 _, Codec.Mp3 _, Codec.Ac3 _, Codec.Pcm _, Codec.Data _ -> Octets.EMPTY;
    };
  }

  // WebM's codec features, each |id (8)|length (8)|value|: profile, level, bit depth, subsampling.
  private static Octets ofVp9(Codec.Vp9 vp9) {
    ByteBuf out = Unpooled.buffer(12);
    out.writeByte(1).writeByte(1).writeByte(vp9.profile());
    if (vp9.level() != 0) {
      out.writeByte(2).writeByte(1).writeByte(vp9.level());
    }
    out.writeByte(3).writeByte(1).writeByte(vp9.picture().colour().bitDepth());
    if ((vp9.profile() & 1) == 1) { // The others are 4:2:0, and webm_info wants no word of it.
      out.writeByte(4).writeByte(1).writeByte(vp9.picture().colour().chroma());
    }
    return Octets.copyOf(out);
  }

  private static Octets ofText(Codec.Text text) {
    boolean bare = text.format() == Codec.Text.Format.ASS && text.header().isEmpty();
    return bare ? Octets.of(ASS_HEADER.getBytes(StandardCharsets.UTF_8)) : text.header();
  }

  /// Three packets in Xiph's lacing: |2|length of the first|length of the second|packets|.
  private static Octets xiph(Octets first, Octets second, Octets third) {
    ByteBuf out = Unpooled.buffer(3 + first.length() + second.length() + third.length());
    out.writeByte(2);
    lace(first.length(), out);
    lace(second.length(), out);
    first.writeTo(out);
    second.writeTo(out);
    third.writeTo(out);
    return Octets.copyOf(out);
  }

  private static void lace(int length, ByteBuf out) {
    int rest = length;
    for (; rest >= 255; rest -= 255) {
      out.writeByte(255);
    }
    out.writeByte(rest);
  }

  private static Octets join(Octets first, Octets second) {
    ByteBuf out = Unpooled.buffer(first.length() + second.length());
    first.writeTo(out);
    second.writeTo(out);
    return Octets.copyOf(out);
  }
}
