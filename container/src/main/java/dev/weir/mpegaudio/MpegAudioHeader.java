package dev.weir.mpegaudio;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.UnsupportedMediaException;

/// The header of an MPEG-1, MPEG-2 or MPEG-2.5 audio frame (ISO/IEC 11172-3 2.4.1.3).
///
/// ```
/// sync:11 version:2 layer:2 protection_absent:1 | bitrate:4 rate:2 padding:1 private:1
/// mode:2 extension:2 copyright:1 original:1 emphasis:2
/// ```
///
/// @param layer 2 or 3
/// @param sampleRate samples per second
/// @param channels 1 or 2
/// @param bitRate bits per second
/// @param frameBytes the whole frame, header included
public record MpegAudioHeader(
    int layer, int sampleRate, int channels, int bitRate, int frameBytes) {

  /// Bytes that [#parse] takes.
  public static final int BYTES = 4;

  private static final int SYNC = 0xFFE00000;
  private static final int MPEG_1 = 3;
  private static final int RESERVED_VERSION = 1;
  private static final int[] RATES = {44_100, 48_000, 32_000};
  private static final int[] KBITS_MPEG_1_LAYER_2 = {
    0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384
  };
  private static final int[] KBITS_MPEG_1_LAYER_3 = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] KBITS_MPEG_2 = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };

  /// Reads the first four bytes of a frame, big-endian.
  ///
  /// @throws MalformedMediaException if they are no header
  /// @throws UnsupportedMediaException for layer I and for free format
  public static MpegAudioHeader parse(int fourBytes) {
    int version = (fourBytes >> 19) & 3;
    int layer = 4 - ((fourBytes >> 17) & 3);
    int bitRateIndex = (fourBytes >> 12) & 15;
    int rateIndex = (fourBytes >> 10) & 3;
    if (!isHeader(fourBytes)) {
      throw new MalformedMediaException(
          String.format("MPEG audio header: %08x has reserved values", fourBytes));
    }
    if (layer == 1 || bitRateIndex == 0) {
      throw new UnsupportedMediaException(
          "MPEG audio header: layer " + layer + (bitRateIndex == 0 ? " in free format" : ""));
    }
    int kbits = kbits(version, layer)[bitRateIndex];
    int rate = RATES[rateIndex] >> (version == MPEG_1 ? 0 : version == 2 ? 1 : 2);
    int channels = ((fourBytes >> 6) & 3) == 3 ? 1 : 2;
    int samples = samples(layer, version == MPEG_1);
    int padding = (fourBytes >> 9) & 1;
    int frameBytes = samples / 8 * kbits * 1000 / rate + padding;
    return new MpegAudioHeader(layer, rate, channels, kbits * 1000, frameBytes);
  }

  /// Whether these four bytes begin with the sync word and have no reserved values.
  static boolean isHeader(int fourBytes) {
    return (fourBytes & SYNC) == SYNC
        && ((fourBytes >> 19) & 3) != RESERVED_VERSION
        && ((fourBytes >> 17) & 3) != 0
        && ((fourBytes >> 12) & 15) != 15
        && ((fourBytes >> 10) & 3) != 3;
  }

  private static int[] kbits(int version, int layer) {
    if (version != MPEG_1) {
      return KBITS_MPEG_2;
    }
    return layer == 2 ? KBITS_MPEG_1_LAYER_2 : KBITS_MPEG_1_LAYER_3;
  }

  private static int samples(int layer, boolean mpeg1) {
    return layer == 3 && !mpeg1 ? 576 : 1152;
  }

  /// Sound samples in the frame.
  public int samples() {
    return samples(layer, sampleRate >= 32_000);
  }

  /// The codec of a stream of such frames.
  public Codec.Mp3 codec() {
    return new Codec.Mp3(layer, sampleRate, channels);
  }
}
