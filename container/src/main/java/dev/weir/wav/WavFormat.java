package dev.weir.wav;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;

/// What the body of a `fmt ` chunk says, little-endian.
///
/// ```
/// |tag (16)|channels (16)|samples per second (32)|bytes per second (32)|block bytes (16)|bits (16)|
/// |extra bytes (16)|valid bits (16)|channel mask (32)|tag (16) and the rest of a GUID (112)|
/// ```
///
/// @param codec what the sound is coded in; of MP3 as far as this chunk says it
/// @param blockBytes the smallest unit of the data: one sample of every channel; 1 for MP3
record WavFormat(Codec.Audio codec, int blockBytes) {
  static final int PCM = 1;
  static final int FLOAT = 3;
  static final int A_LAW = 6;
  static final int MU_LAW = 7;
  static final int MP3 = 0x55;
  static final int EXTENSIBLE = 0xFFFE;

  /// Bytes that [#parse] needs.
  static final int BYTES = 16;

  /// Bytes of the longest body that is written, [#EXTENSIBLE].
  static final int EXTENSIBLE_BYTES = 40;

  /// The GUIDs of all subformats that have a tag are the tag and these bytes.
  static final Octets GUID_REST = Octets.ofHex("00000000 1000 8000 00aa00389b71");

  private static final int SUBFORMAT_INDEX = 24;
  private static final int MAX_CHANNELS = 64;
  private static final int MAX_SAMPLE_RATE = 3_072_000;

  /// Reads the readable body of a chunk; moves no index.
  ///
  /// @throws MalformedMediaException if it is cut short or its fields do not fit each other
  /// @throws UnsupportedMediaException if the tag or the bits are of another kind
  static WavFormat parse(ByteBuf body) {
    int bytes = body.readableBytes();
    if (bytes < BYTES) {
      throw new MalformedMediaException("WAV fmt: " + bytes + " bytes, needs " + BYTES);
    }
    int at = body.readerIndex();
    int tag = body.getUnsignedShortLE(at);
    if (tag == EXTENSIBLE && bytes >= EXTENSIBLE_BYTES) {
      tag = subformat(body, at + SUBFORMAT_INDEX);
    }
    int channels = body.getUnsignedShortLE(at + 2);
    long rate = body.getUnsignedIntLE(at + 4);
    if (channels < 1 || channels > MAX_CHANNELS || rate < 1 || rate > MAX_SAMPLE_RATE) {
      throw new MalformedMediaException(
          "WAV fmt: %d channels, %d Hz; allowed 1..%d, 1..%d"
              .formatted(channels, rate, MAX_CHANNELS, MAX_SAMPLE_RATE));
    }
    int blockBytes = body.getUnsignedShortLE(at + 12);
    int bits = body.getUnsignedShortLE(at + 14);
    return of(tag, channels, (int) rate, blockBytes, bits);
  }

  private static int subformat(ByteBuf body, int at) {
    Octets rest = Octets.copyOf(body, at + 2, GUID_REST.length());
    if (!rest.equals(GUID_REST)) {
      throw new UnsupportedMediaException("WAV fmt: subformat … " + rest);
    }
    return body.getUnsignedShortLE(at);
  }

  private static WavFormat of(int tag, int channels, int rate, int blockBytes, int bits) {
    return switch (tag) {
      case PCM, FLOAT -> linear(tag == FLOAT, channels, rate, blockBytes, bits);
      case A_LAW, MU_LAW -> new WavFormat(new Codec.G711(tag == A_LAW, rate, channels), channels);
      case MP3 -> new WavFormat(new Codec.Mp3(3, rate, channels), 1);
      default ->
          throw new UnsupportedMediaException(
              String.format("WAV fmt: tag %04x, allowed 1, 3, 6, 7, 55", tag));
    };
  }

  private static WavFormat linear(
      boolean floating, int channels, int rate, int blockBytes, int bits) {
    // Samples of an odd number of bits fill whole bytes, from the top (20 bits in 3 bytes).
    int stored = blockBytes % channels == 0 ? blockBytes / channels * 8 : 0;
    boolean known =
        floating
            ? stored == 32 || stored == 64
            : stored == 8 || stored == 16 || stored == 24 || stored == 32;
    if (!known || bits > stored) {
      throw new UnsupportedMediaException(
          "WAV fmt: %d bits of %d channels in %d bytes".formatted(bits, channels, blockBytes));
    }
    return new WavFormat(new Codec.Pcm(stored, false, floating, rate, channels), blockBytes);
  }
}
