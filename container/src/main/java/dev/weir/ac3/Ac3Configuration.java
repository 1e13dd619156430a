package dev.weir.ac3;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;

/// Reads the bodies of `dac3` and `dec3` boxes (ETSI TS 102 366 annex F).
///
/// ```
/// dac3: fscod:2 bsid:5 bsmod:3 acmod:3 lfeon:1 bit_rate_code:5 0:5
/// dec3: data_rate:13 num_ind_sub:3, then for each independent substream
///       fscod:2 bsid:5 0:1 asvc:1 bsmod:3 acmod:3 lfeon:1 0:3 num_dep_sub:4 (chan_loc:9 or 0:1)
/// ```
public final class Ac3Configuration {
  private static final int[] RATES = {48_000, 44_100, 32_000};
  private static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};

  // Table F.6.1: which bits of chan_loc, from the low one, are pairs of channels.
  private static final int PAIRS = 0b0_0111_0011;

  private Ac3Configuration() {}

  /// The codec of a box body, which it keeps as it is.
  ///
  /// @param enhanced whether this is a `dec3`
  /// @param halfRate the sample rate if it is one of the halved ones, which `dec3` cannot tell
  ///   apart
  /// @throws MalformedMediaException if it is cut short or a field is reserved
  public static Codec.Ac3 parse(boolean enhanced, Octets body, int halfRate) {
    BitReader in = new BitReader(body, enhanced ? "dec3" : "dac3");
    if (enhanced) {
      in.skip(13 + 3);
    }
    int rateCode = in.bits(2);
    if (rateCode == RATES.length && !enhanced) {
      throw new MalformedMediaException("dac3: fscod 3 is reserved");
    }
    int bsid = in.bits(5);
    in.skip(enhanced ? 1 + 1 + 3 : 3);
    int channels = CHANNELS[in.bits(3)] + in.bits(1);
    if (!enhanced) {
      int halvings = Math.clamp(bsid - 8, 0, 2); // bsid 9 and 10: half and quarter rates
      return new Codec.Ac3(false, body, RATES[rateCode] >> halvings, channels);
    }
    in.skip(3);
    if (in.bits(4) > 0) {
      int places = in.bits(9);
      channels += Integer.bitCount(places) + Integer.bitCount(places & PAIRS);
    }
    int rate = rateCode == RATES.length ? halfRate : RATES[rateCode];
    return new Codec.Ac3(true, body, rate, channels);
  }
}
