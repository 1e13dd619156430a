package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;

/// Exp-Golomb fields that have a greatest value.
final class Limits {
  private Limits() {}

  /// Reads ue(v) and refuses a value over `max`.
  static int unsigned(BitReader in, int max, String field) {
    int value = in.unsignedExpGolomb();
    if (value < 0 || value > max) {
      throw new MalformedMediaException(
          "parameter set before bit "
              + in.positionBits()
              + ": "
              + field
              + " "
              + Integer.toUnsignedString(value)
              + " is over the limit of "
              + max);
    }
    return value;
  }
}
