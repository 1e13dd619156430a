package dev.weir.vorbis;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;

/// How many sound samples each packet of a Vorbis stream adds (Vorbis I 4.3.8): a quarter of its
/// own block and a quarter of the one before.
///
/// Which of the two block sizes a packet has is said by its mode, and what a mode says by the setup
/// header:
///
/// ```
/// setup:   codebooks, times, floors, residues, mappings |modes−1 (6)|{mode}|framing: 1|
/// mode:    |long block (1)|window: 0 (16)|transform: 0 (16)|mapping (8)|
/// packet:  |header (1)|mode (as many bits as modes−1 has)|    all least significant bit first
/// ```
///
/// The modes are the last thing in the header, so they are read from its end and nothing before
/// them is. The first packet counts as if one of its own size had come before. Not thread-safe.
public final class VorbisBlocks {
  private static final int MODE_BITS = 41;
  private static final int COUNT_BITS = 6;
  private static final int MAX_MODES = 64;
  private static final int MAX_MAPPING = 63;
  private static final int MIN_BLOCK_EXPONENT = 6;
  private static final int MAX_BLOCK_EXPONENT = 13;

  private final int shortBlock;
  private final int longBlock;
  private final boolean[] longModes;
  private final int modeBits;

  private int lastBlock; // of the packet before, 0 at the start

  /// Reads the headers of `codec`.
  ///
  /// @throws MalformedMediaException if they hold no block sizes or no modes
  public VorbisBlocks(Codec.Vorbis codec) {
    int blocks = codec.identification().at(VorbisHeaders.BLOCKS_INDEX);
    int shortExponent = blocks & 0x0F;
    int longExponent = blocks >> 4;
    if (shortExponent < MIN_BLOCK_EXPONENT
        || longExponent > MAX_BLOCK_EXPONENT
        || shortExponent > longExponent) {
      throw new MalformedMediaException(
          "Vorbis identification: blocks of 2^"
              + shortExponent
              + " and 2^"
              + longExponent
              + ", allowed 6..13");
    }
    shortBlock = 1 << shortExponent;
    longBlock = 1 << longExponent;
    longModes = modes(codec.setup());
    modeBits = Integer.SIZE - Integer.numberOfLeadingZeros(longModes.length - 1);
  }

  private static boolean[] modes(Octets setup) {
    int framing = setup.length() * 8 - 1;
    while (framing >= 0 && bits(setup, framing, 1) == 0) {
      framing--;
    }
    int count = 0;
    int found = 0;
    for (int at = framing - MODE_BITS;
        at >= COUNT_BITS && count < MAX_MODES && isMode(setup, at);
        at -= MODE_BITS) {
      count++;
      if (bits(setup, at - COUNT_BITS, COUNT_BITS) + 1 == count) {
        found = count;
      }
    }
    if (found == 0) {
      throw new MalformedMediaException("Vorbis setup: no modes at its end");
    }
    boolean[] longModes = new boolean[found];
    for (int i = 0; i < found; i++) {
      longModes[i] = bits(setup, framing - MODE_BITS * (found - i), 1) == 1;
    }
    return longModes;
  }

  private static boolean isMode(Octets setup, int at) {
    return bits(setup, at + 1, 16) == 0
        && bits(setup, at + 17, 16) == 0
        && bits(setup, at + 33, 8) <= MAX_MAPPING;
  }

  private static int bits(Octets octets, int at, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value |= ((octets.at((at + i) >> 3) >> ((at + i) & 7)) & 1) << i;
    }
    return value;
  }

  /// Whether the readable packet is a header and no sound.
  public static boolean isHeader(ByteBuf packet) {
    return packet.isReadable() && (packet.getByte(packet.readerIndex()) & 1) == 1;
  }

  /// Goes on elsewhere: at the first packet, or at one before which another was that is not known.
  /// That is taken for a long one.
  public void resume(boolean atStart) {
    lastBlock = atStart ? 0 : longBlock;
  }

  /// How many sound samples the readable packet adds; to be called once for each in their order.
  /// Moves no index.
  public int samples(ByteBuf packet) {
    if (!packet.isReadable()) {
      return 0; // 4.3.1: an empty packet is no block.
    }
    int mode = (packet.getUnsignedByte(packet.readerIndex()) >> 1) & ((1 << modeBits) - 1);
    int block = mode < longModes.length && longModes[mode] ? longBlock : shortBlock;
    int before = lastBlock == 0 ? block : lastBlock;
    lastBlock = block;
    return (before + block) / 4;
  }
}
