package dev.weir.opus;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/// The identification header of Opus (RFC 7845 5.1).
///
/// ```
/// "OpusHead" | version:8=1 | channels:8 | preSkip:16 | inputSampleRate:32 | gain:16   little-endian
/// family:8 | if family > 0: streams:8 | coupled:8 | mapping:8 for each channel
/// ```
public final class OpusHead {
  private static final Octets MAGIC = Octets.of("OpusHead".getBytes(StandardCharsets.US_ASCII));
  private static final int HEAD_BYTES = 19;
  private static final int MAX_CHANNELS = 8;

  // What libopus delays sound by, at 48 kHz.
  private static final int LIBOPUS_PRE_SKIP = 312;

  // RFC 7845 5.1.1.2 for 1 to 8 channels: streams, of them coupled, then the mapping.
  private static final Octets[] VORBIS_LAYOUTS = {
    Octets.ofHex("01 00 00"),
    Octets.ofHex("01 01 0001"),
    Octets.ofHex("02 01 000201"),
    Octets.ofHex("02 02 00010203"),
    Octets.ofHex("03 02 0004010203"),
    Octets.ofHex("04 02 000401020305"),
    Octets.ofHex("05 02 00040102030506"),
    Octets.ofHex("05 03 0006010203040507"),
  };

  private OpusHead() {}

  /// The codec of `head`, which it keeps as it is.
  ///
  /// @throws MalformedMediaException if it is cut short, or its channels and streams do not fit
  public static Codec.Opus parse(Octets head) {
    if (head.length() < HEAD_BYTES || !head.slice(0, MAGIC.length()).equals(MAGIC)) {
      throw new MalformedMediaException(
          "OpusHead: found " + head + ", needs 19 bytes and the magic");
    }
    int version = head.at(8);
    int channels = head.at(9);
    if (version >> 4 != 0 || channels == 0) {
      throw new MalformedMediaException(
          "OpusHead: version " + version + ", " + channels + " channels; allowed 0..15, over 0");
    }
    int family = head.at(18);
    if (family == 0 && channels > 2) {
      throw new MalformedMediaException("OpusHead: " + channels + " channels in family 0, limit 2");
    }
    if (family != 0) {
      checkMapping(head, channels);
    }
    return new Codec.Opus(head, channels, head.at(10) | (head.at(11) << 8));
  }

  private static void checkMapping(Octets head, int channels) {
    if (head.length() < HEAD_BYTES + 2 + channels) {
      throw new MalformedMediaException(
          "OpusHead: "
              + head.length()
              + " bytes, its "
              + channels
              + " channels need "
              + (HEAD_BYTES + 2 + channels));
    }
    int streams = head.at(HEAD_BYTES);
    int coupled = head.at(HEAD_BYTES + 1);
    if (streams == 0 || coupled > streams || streams + coupled > 255) {
      throw new MalformedMediaException(
          "OpusHead: " + streams + " streams, " + coupled + " of them coupled");
    }
    for (int i = 0; i < channels; i++) {
      int source = head.at(HEAD_BYTES + 2 + i);
      if (source >= streams + coupled && source != 255) {
        throw new MalformedMediaException(
            "OpusHead: channel " + i + " is from " + source + " of " + (streams + coupled));
      }
    }
  }

  /// The codec of sound that came without a header, as from RTP: family 0, or for 3 to 8 channels
  /// family 1 in the order of Vorbis.
  public static Codec.Opus of(int channels) {
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new MalformedMediaException(
          "Opus: " + channels + " channels, allowed 1.." + MAX_CHANNELS);
    }
    ByteBuf out = Unpooled.buffer(32);
    MAGIC.writeTo(out);
    out.writeByte(1).writeByte(channels);
    out.writeShortLE(LIBOPUS_PRE_SKIP).writeIntLE(48_000).writeShortLE(0);
    out.writeByte(channels > 2 ? 1 : 0);
    if (channels > 2) {
      VORBIS_LAYOUTS[channels - 1].writeTo(out);
    }
    return parse(Octets.copyOf(out));
  }
}
