package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Passes over the short-term reference picture sets of an SPS (H.265 7.3.7).
///
/// Their length depends on what they say: a predicted set has one entry more than the set before
/// it, so each set is worked out as 7.4.8 has it.
final class HevcRefPicSets {
  private static final int MAX_SETS = 64;
  private static final int MAX_PICTURES = 16;
  private static final int MAX_DELTA = 1 << 15;

  private HevcRefPicSets() {}

  static void skip(BitReader in) {
    int sets = Limits.unsigned(in, MAX_SETS, "num_short_term_ref_pic_sets");
    int[] deltas = {};
    for (int i = 0; i < sets; i++) {
      boolean predicted = i > 0 && in.flag();
      deltas = predicted ? predicted(in, deltas) : explicit(in);
    }
  }

  /// The differences in picture order count: the negative ones from the nearest, then the positive
  /// ones from the nearest.
  private static int[] explicit(BitReader in) {
    int negative = Limits.unsigned(in, MAX_PICTURES, "num_negative_pics");
    int positive = Limits.unsigned(in, MAX_PICTURES - negative, "num_positive_pics");
    int[] deltas = new int[negative + positive];
    int delta = 0;
    for (int i = 0; i < deltas.length; i++) {
      if (i == negative) {
        delta = 0;
      }
      int step = 1 + Limits.unsigned(in, MAX_DELTA - 1, "delta_poc_minus1");
      in.skip(1); // used_by_curr_pic_flag
      delta += i < negative ? -step : step;
      deltas[i] = delta;
    }
    return deltas;
  }

  private static int[] predicted(BitReader in, int[] reference) {
    boolean negative = in.flag();
    int magnitude = 1 + Limits.unsigned(in, MAX_DELTA - 1, "abs_delta_rps_minus1");
    int shift = negative ? -magnitude : magnitude;
    int[] kept = new int[reference.length + 1];
    int count = 0;
    for (int i = 0; i <= reference.length; i++) {
      boolean used = in.flag();
      boolean taken = used || in.flag(); // use_delta_flag
      int delta = shift + (i < reference.length ? reference[i] : 0);
      if (taken && delta != 0) {
        kept[count++] = delta;
      }
    }
    if (count > MAX_PICTURES) {
      throw new MalformedMediaException(
          "H.265 SPS: reference picture set of " + count + ", limit " + MAX_PICTURES);
    }
    int[] sorted = Arrays.copyOf(kept, count);
    Arrays.sort(sorted);
    IntStream below = Arrays.stream(sorted).filter(d -> d < 0).map(d -> -d).sorted().map(d -> -d);
    return IntStream.concat(below, Arrays.stream(sorted).filter(d -> d > 0)).toArray();
  }
}
