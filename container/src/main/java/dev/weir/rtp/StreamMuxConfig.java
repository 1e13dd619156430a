package dev.weir.rtp;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;

/// The StreamMuxConfig of one AAC stream (ISO/IEC 14496-3 1.7.3), as `config` of RFC 6416 has it.
///
/// ```
/// version:1=0 sameTiming:1=1 subFrames:6=0 programs:4=0 layers:3=0 | AudioSpecificConfig
/// frameLengthType:3=0 bufferFullness:8 otherData:1 crc:1
/// ```
final class StreamMuxConfig {
  private static final int PREFIX_BITS = 15;
  private static final int SAME_TIMING = 0x2000; // of the prefix; everything else is 0
  private static final int SUFFIX = 0x7F8; // frameLengthType, fullness 255, no other data, no CRC
  private static final int SUFFIX_BITS = 13;

  private StreamMuxConfig() {}

  /// The codec that a config describes.
  ///
  /// @throws UnsupportedMediaException if it has more than one program, layer or sub-frame
  static Codec.Aac parse(Octets config) {
    BitReader in = new BitReader(config, "StreamMuxConfig");
    int prefix = in.bits(PREFIX_BITS);
    if (prefix != SAME_TIMING) {
      throw new UnsupportedMediaException(
          String.format(
              "StreamMuxConfig: %04x has version 1, sub-frames, programs or layers", prefix));
    }
    byte[] rest = new byte[(in.remainingBits() + 7) / 8];
    for (int i = 0; i < rest.length; i++) {
      int bits = Math.min(8, in.remainingBits());
      rest[i] = (byte) (in.bits(bits) << (8 - bits));
    }
    AudioSpecificConfig read = AudioSpecificConfig.read(Octets.of(rest));
    // Its end is not marked: for the usual object types it is made anew, without what follows it.
    return switch (read.objectType()) {
      case 1, 2, 3, 4, AudioSpecificConfig.SBR, AudioSpecificConfig.PS ->
          AudioSpecificConfig.of(read.objectType(), read.sampleRate(), read.channels());
      default -> AudioSpecificConfig.parse(Octets.of(rest));
    };
  }

  /// The config of `codec`.
  static Octets write(Codec.Aac codec) {
    Octets asc = codec.configuration();
    int bits = PREFIX_BITS + 8 * asc.length() + SUFFIX_BITS;
    byte[] out = new byte[(bits + 7) / 8];
    put(SAME_TIMING, PREFIX_BITS, 0, out);
    for (int i = 0; i < asc.length(); i++) {
      put(asc.at(i), 8, PREFIX_BITS + 8 * i, out);
    }
    put(SUFFIX, SUFFIX_BITS, PREFIX_BITS + 8 * asc.length(), out);
    return Octets.of(out);
  }

  private static void put(int value, int bits, int at, byte[] out) {
    for (int i = 0; i < bits; i++) {
      int bit = (value >> (bits - 1 - i)) & 1;
      out[(at + i) / 8] |= (byte) (bit << (7 - (at + i) % 8));
    }
  }
}
