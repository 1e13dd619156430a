package dev.weir.vorbis;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import java.nio.charset.StandardCharsets;

/// The three headers of Vorbis (Vorbis I 4.2).
///
/// ```
/// each:            |type: 1, 3, 5 (8)|"vorbis"|
/// identification:  |version (32)|channels (8)|rate (32)|bit rates: max, nominal, min (3 × 32)|
///                  |long block (4)|short block (4)|framing (1)|   little-endian, powers of two
/// ```
public final class VorbisHeaders {
  static final int IDENTIFICATION = 1;
  static final int COMMENT = 3;
  static final int SETUP = 5;

  /// Bytes of the identification header.
  static final int IDENTIFICATION_BYTES = 30;

  static final int BLOCKS_INDEX = 28;

  private static final Octets MAGIC = Octets.of("vorbis".getBytes(StandardCharsets.US_ASCII));
  private static final int MAGIC_END = 7;
  private static final int MAX_SAMPLE_RATE = 1 << 24;

  private VorbisHeaders() {}

  /// Whether `packet` begins like the header of this type: 1, 3 or 5.
  public static boolean isHeader(Octets packet, int type) {
    return packet.length() >= MAGIC_END
        && packet.at(0) == type
        && packet.slice(1, MAGIC_END).equals(MAGIC);
  }

  /// The codec of three headers, which it keeps as they are.
  ///
  /// @throws MalformedMediaException if they are no such headers or say no sound
  public static Codec.Vorbis codec(Octets identification, Octets comment, Octets setup) {
    if (!isHeader(identification, IDENTIFICATION)
        || identification.length() < IDENTIFICATION_BYTES
        || !isHeader(comment, COMMENT)
        || !isHeader(setup, SETUP)) {
      throw new MalformedMediaException(
          "Vorbis: headers " + identification + ", " + comment + ", " + setup);
    }
    int channels = identification.at(11);
    long rate =
        identification.at(12)
            | (identification.at(13) << 8)
            | (identification.at(14) << 16)
            | ((long) identification.at(15) << 24);
    if (channels == 0 || rate == 0 || rate > MAX_SAMPLE_RATE) {
      throw new MalformedMediaException(
          "Vorbis identification: " + channels + " channels, " + rate + " Hz");
    }
    return new Codec.Vorbis(identification, comment, setup, (int) rate, channels);
  }
}
