package dev.weir.theora;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// What the identification header of Theora says (Theora specification 6.2).
///
/// ```
/// |type: 80 (8)|"theora"|version (3 × 8)|macroblocks (2 × 16)|picture width (24)|height (24)|x, y (2 × 8)|
/// |rate, numerator (32)|denominator (32)|pixel aspect (2 × 24)|colours (8)|bit rate (24)|quality (6)|
/// |granule shift (5)|pixel format (2)|reserved (3)|
/// ```
///
/// @param version major, minor and revision, 8 bits each
/// @param width displayed luma samples per line
/// @param height displayed lines
/// @param rateNumerator frames in [#rateDenominator] seconds, without a common divisor
/// @param rateDenominator see [#rateNumerator]
/// @param granuleShift how many low bits of a granule position count the frames since a keyframe
public record TheoraHeaders(
    int version,
    int width,
    int height,
    long rateNumerator,
    long rateDenominator,
    int granuleShift) {
  /// Revisions below this count frames in granule positions from 0, the others from 1.
  public static final int VERSION_3_2_1 = 0x030201;

  static final int IDENTIFICATION = 0x80;
  static final int COMMENT = 0x81;
  static final int SETUP = 0x82;

  private static final Octets MAGIC = Octets.of("theora".getBytes(StandardCharsets.US_ASCII));
  private static final int MAGIC_END = 7;
  private static final int INTER_FLAG = 0x40;

  /// Whether `packet` begins like the header of this type: 0x80, 0x81 or 0x82.
  public static boolean isHeader(Octets packet, int type) {
    return packet.length() >= MAGIC_END
        && packet.at(0) == type
        && packet.slice(1, MAGIC_END).equals(MAGIC);
  }

  /// Whether the readable packet, which is no header, is a frame coded by itself.
  public static boolean isKeyframe(ByteBuf packet) {
    return packet.isReadable() && (packet.getByte(packet.readerIndex()) & INTER_FLAG) == 0;
  }

  /// Reads an identification header.
  ///
  /// @throws MalformedMediaException if it is none, or its frame rate is none
  public static TheoraHeaders parse(Octets identification) {
    if (!isHeader(identification, IDENTIFICATION)) {
      throw new MalformedMediaException("Theora identification: begins " + identification);
    }
    BitReader in = new BitReader(identification, "Theora identification");
    in.skip(MAGIC_END * 8);
    int version = in.bits(24);
    in.skip(32);
    int width = in.bits(24);
    int height = in.bits(24);
    in.skip(16);
    long numerator = in.longBits(32);
    long denominator = in.longBits(32);
    in.skip(48 + 8 + 24 + 6);
    int shift = in.bits(5);
    long divisor = divisor(numerator, denominator);
    if (numerator == 0 || denominator == 0) {
      throw new MalformedMediaException(
          "Theora identification: frame rate " + numerator + "/" + denominator);
    }
    return new TheoraHeaders(
        version, width, height, numerator / divisor, denominator / divisor, shift);
  }

  private static long divisor(long a, long b) {
    return b == 0 ? Math.max(1, a) : divisor(b, a % b);
  }

  /// The codec of three headers, which it keeps as they are.
  ///
  /// @throws MalformedMediaException if they are no such headers
  public static Codec.Theora codec(Octets identification, Octets comment, Octets setup) {
    if (!isHeader(comment, COMMENT) || !isHeader(setup, SETUP)) {
      throw new MalformedMediaException("Theora: headers " + comment + ", " + setup);
    }
    return new Codec.Theora(identification, comment, setup, parse(identification).picture());
  }

  private Picture picture() {
    double rate = (double) rateNumerator / rateDenominator;
    return new Picture(width, height, rate, Picture.UNKNOWN.colour());
  }
}
