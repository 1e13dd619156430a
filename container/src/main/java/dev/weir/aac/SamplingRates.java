package dev.weir.aac;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;

/// samplingFrequencyIndex of ISO/IEC 14496-3 (table 1.18).
final class SamplingRates {
  static final int ESCAPE = 15;

  private static final int[] RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };

  private SamplingRates() {}

  /// The rate of `index`, which is not the escape.
  static int of(int index) {
    if (index >= RATES.length) {
      throw new MalformedMediaException(
          "AAC: samplingFrequencyIndex " + index + " is over the limit of " + (RATES.length - 1));
    }
    return RATES[index];
  }

  /// Reads an index of four bits and, after the escape, a rate of 24.
  static int read(BitReader in) {
    int index = in.bits(4);
    int rate = index == ESCAPE ? in.bits(24) : of(index);
    if (rate == 0) {
      throw new MalformedMediaException("AAC: sampling rate 0");
    }
    return rate;
  }

  /// Writes what [#read] reads.
  static void write(int rate, BitWriter out) {
    int index = indexOf(rate);
    out.bits(index, 4);
    if (index == ESCAPE) {
      out.bits(rate, 24);
    }
  }

  /// The index of `rate`, or the escape if the table does not have it.
  static int indexOf(int rate) {
    for (int i = 0; i < RATES.length; i++) {
      if (RATES[i] == rate) {
        return i;
      }
    }
    return ESCAPE;
  }

  /// The index of the rate nearest to `rate`, for headers that have no escape.
  static int nearestIndex(int rate) {
    int best = 0;
    for (int i = 1; i < RATES.length; i++) {
      if (Math.abs(RATES[i] - rate) < Math.abs(RATES[best] - rate)) {
        best = i;
      }
    }
    return best;
  }
}
