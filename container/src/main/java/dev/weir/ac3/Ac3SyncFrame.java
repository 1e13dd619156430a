package dev.weir.ac3;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;

/// The start of an AC-3 or Enhanced AC-3 sync frame (ETSI TS 102 366 4.3 and E.1.2).
///
/// ```
/// AC-3:   0B77 | crc:16 | fscod:2 frmsizecod:6 | bsid:5 bsmod:3 | acmod:3 … lfeon:1
/// E-AC-3: 0B77 | strmtyp:2 substreamid:3 frmsiz:11 | fscod:2 numblkscod:2 acmod:3 lfeon:1 | bsid:5
/// ```
///
/// @param enhanced whether this is E-AC-3
/// @param dependent whether it only extends the independent substream before it (E-AC-3)
/// @param substream substreamid, 0 for AC-3
/// @param frameBytes the whole frame
/// @param samples sound samples in the frame: 256 to 1536
/// @param sampleRate samples per second
/// @param channels LFE counted
/// @param configuration the body of a `dac3` or `dec3` box (annex F) for this substream alone
public record Ac3SyncFrame(
    boolean enhanced,
    boolean dependent,
    int substream,
    int frameBytes,
    int samples,
    int sampleRate,
    int channels,
    Octets configuration) {

  /// The most bytes that [#parse] looks at; with fewer it may say that the frame is cut short.
  public static final int HEADER_BYTES = 8;

  /// What every frame starts with.
  public static final int SYNC = 0x0B77;

  private static final int BLOCK_SAMPLES = 256;
  private static final int MAX_BSID = 16;
  private static final int MAX_AC3_BSID = 10;
  private static final int BSID_BIT = 40; // in both syntaxes
  private static final int[] RATES = {48_000, 44_100, 32_000};
  private static final int[] BLOCKS = {1, 2, 3, 6};
  private static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};
  private static final int[] KBITS = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
  };

  /// Reads the start of what is readable; moves no index. The frame itself need not be all there.
  ///
  /// @throws MalformedMediaException if it is no sync frame or a field is reserved
  /// @throws UnsupportedMediaException if it is of a later syntax than E-AC-3
  public static Ac3SyncFrame parse(ByteBuf frame) {
    int length = Math.min(HEADER_BYTES, frame.readableBytes());
    Octets header = Octets.copyOf(frame, frame.readerIndex(), length);
    BitReader in = new BitReader(header, "AC-3 sync frame");
    int sync = in.bits(16);
    if (sync != SYNC) {
      throw new MalformedMediaException(
          "AC-3 sync frame: starts " + Integer.toHexString(sync) + ", not b77");
    }
    in.skip(BSID_BIT - 16);
    int bsid = in.bits(5);
    if (bsid > MAX_BSID) {
      throw new UnsupportedMediaException(
          "AC-3 sync frame: bsid " + bsid + " is over the limit of " + MAX_BSID);
    }
    BitReader fields = new BitReader(header, "AC-3 sync frame");
    fields.skip(16);
    return bsid > MAX_AC3_BSID ? parseEnhanced(fields) : parsePlain(fields);
  }

  private static Ac3SyncFrame parsePlain(BitReader in) {
    in.skip(16); // crc1
    int rateCode = in.bits(2);
    int sizeCode = in.bits(6);
    if (rateCode == 3 || sizeCode >= 2 * KBITS.length) {
      throw new MalformedMediaException(
          "AC-3 sync frame: fscod " + rateCode + ", frmsizecod " + sizeCode + "; limits 2, 37");
    }
    int bsid = in.bits(5);
    int bsmod = in.bits(3);
    int acmod = in.bits(3);
    if ((acmod & 1) != 0 && acmod != 1) {
      in.skip(2); // cmixlev
    }
    if ((acmod & 4) != 0) {
      in.skip(2); // surmixlev
    }
    if (acmod == 2) {
      in.skip(2); // dsurmod
    }
    int lfe = in.bits(1);
    int bitRateCode = sizeCode >> 1;
    int dac3 =
        (rateCode << 22)
            | (bsid << 17)
            | (bsmod << 14)
            | (acmod << 11)
            | (lfe << 10)
            | (bitRateCode << 5);
    return new Ac3SyncFrame(
        false,
        false,
        0,
        plainFrameBytes(rateCode, sizeCode),
        6 * BLOCK_SAMPLES,
        RATES[rateCode] >> Math.max(0, bsid - 8), // bsid 9 and 10: half and quarter rates
        CHANNELS[acmod] + lfe,
        Octets.of((byte) (dac3 >> 16), (byte) (dac3 >> 8), (byte) dac3));
  }

  // Table 4.13: 1536 samples at the bit rate, in words of 16 bits; 44.1 kHz has an odd word.
  private static int plainFrameBytes(int rateCode, int sizeCode) {
    int kbits = KBITS[sizeCode >> 1];
    int words = kbits * 1000 * 96 / RATES[rateCode];
    return 2 * (rateCode == 1 ? words + (sizeCode & 1) : words);
  }

  private static Ac3SyncFrame parseEnhanced(BitReader in) {
    int type = in.bits(2);
    int substream = in.bits(3);
    int frameBytes = 2 * (1 + in.bits(11));
    int rateCode = in.bits(2);
    int blocksCode = in.bits(2);
    if (type == 3 || (rateCode == 3 && blocksCode == 3)) {
      throw new MalformedMediaException(
          "E-AC-3 sync frame: strmtyp " + type + ", fscod2 " + blocksCode + "; limits 2, 2");
    }
    int acmod = in.bits(3);
    int lfe = in.bits(1);
    int bsid = in.bits(5);
    int rate = rateCode == 3 ? RATES[blocksCode] / 2 : RATES[rateCode];
    int samples = BLOCK_SAMPLES * (rateCode == 3 ? 6 : BLOCKS[blocksCode]);
    int kbits = (int) Math.min(0x1FFF, frameBytes * 8L * rate / samples / 1000);
    // data_rate:13 num_ind_sub:3 | fscod:2 bsid:5 0 | asvc:1 bsmod:3 acmod:3 lfeon:1 | 0:3 deps:4 0
    long dec3 =
        ((long) kbits << 27)
            | ((long) rateCode << 22)
            | ((long) bsid << 17)
            | (acmod << 9)
            | (lfe << 8);
    return new Ac3SyncFrame(
        true,
        type == 1,
        substream,
        frameBytes,
        samples,
        rate,
        CHANNELS[acmod] + lfe,
        Octets.of(
            (byte) (dec3 >> 32),
            (byte) (dec3 >> 24),
            (byte) (dec3 >> 16),
            (byte) (dec3 >> 8),
            (byte) dec3));
  }

  /// The codec of a stream of such frames.
  public Codec.Ac3 codec() {
    return new Codec.Ac3(enhanced, configuration, sampleRate, channels);
  }
}
