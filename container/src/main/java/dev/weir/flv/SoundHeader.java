package dev.weir.flv;

/// The first byte of an audio body (E.4.2.1).
///
/// ```
///  0 1 2 3 4 5 6 7
/// |format |rate|s|t|   rate 5.5, 11, 22, 44 kHz; s: 16 bits; t: stereo
/// ```
final class SoundHeader {
  private static final int[] RATES = {5_512, 11_025, 22_050, 44_100};

  private SoundHeader() {}

  static int format(int header) {
    return header >> 4;
  }

  static int rate(int header) {
    return RATES[(header >> 2) & 3];
  }

  static int bits(int header) {
    return (header & 2) == 0 ? 8 : 16;
  }

  static int channels(int header) {
    return (header & 1) + 1;
  }

  /// The header with the rate nearest to `sampleRate`; codecs with headers of their own, or with
  /// one rate only, do not depend on it.
  static int of(int format, int sampleRate, int bits, int channels) {
    int code = 0;
    while (code < 3 && sampleRate * 2 > RATES[code] + RATES[code + 1]) {
      code++;
    }
    return (format << 4) | (code << 2) | (bits > 8 ? 2 : 0) | (channels > 1 ? 1 : 0);
  }

  /// Whether a header can say `sampleRate`.
  static boolean isExact(int sampleRate) {
    for (int rate : RATES) {
      if (rate == sampleRate) {
        return true;
      }
    }
    return false;
  }
}
