package dev.weir.flac;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;

/// The STREAMINFO block of FLAC (RFC 9639 8.2).
///
/// ```
/// min block:16 max block:16 min frame:24 max frame:24
/// rate:20 channels−1:3 bits−1:5 total samples:36 | MD5:128
/// ```
public final class StreamInfo {
  /// Bytes of the block's body.
  public static final int BYTES = 34;

  private static final Octets MAGIC = Octets.ofHex("664C6143"); // "fLaC"
  private static final int BLOCK_HEADER_BYTES = 4;

  private StreamInfo() {}

  /// The codec of a block body; also of one that still has its block header, or `fLaC` and its
  /// block header, as Enhanced RTMP and Ogg carry it.
  ///
  /// @throws MalformedMediaException if it is cut short or says no sound
  public static Codec.Flac parse(Octets streamInfo) {
    Octets body = bodyOf(streamInfo);
    BitReader in = new BitReader(body, "FLAC STREAMINFO");
    in.skip(16);
    int maxBlock = in.bits(16);
    in.skip(24 + 24);
    int rate = in.bits(20);
    int channels = 1 + in.bits(3);
    int bits = 1 + in.bits(5);
    if (maxBlock < 16 || rate == 0 || bits < 4) {
      throw new MalformedMediaException(
          "FLAC STREAMINFO: blocks of "
              + maxBlock
              + " samples, "
              + rate
              + " Hz, "
              + bits
              + " bits; needs at least 16, 1, 4");
    }
    return new Codec.Flac(body, rate, channels);
  }

  private static Octets bodyOf(Octets block) {
    int at = 0;
    if (block.length() > BYTES) {
      at = block.slice(0, MAGIC.length()).equals(MAGIC) ? MAGIC.length() : 0;
      at += BLOCK_HEADER_BYTES;
    }
    if (block.length() - at < BYTES) {
      throw new MalformedMediaException(
          "FLAC STREAMINFO: " + (block.length() - at) + " bytes, needs " + BYTES);
    }
    return block.slice(at, at + BYTES);
  }
}
