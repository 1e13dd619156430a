package dev.weir.bits;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;

/// Reads bit fields, most significant bit first.
///
/// Every read that runs past the end throws [MalformedMediaException]. Not thread-safe.
public final class BitReader {
  private final byte[] bytes;
  private final int endBits;
  private final String what;

  private int positionBits;

  /// Reads all of `bytes`, which must not change meanwhile.
  ///
  /// @param what names the structure in error messages
  public BitReader(byte[] bytes, String what) {
    this.bytes = bytes;
    this.endBits = Math.multiplyExact(bytes.length, 8);
    this.what = what;
  }

  /// Reads all of `octets`.
  public BitReader(Octets octets, String what) {
    this(octets.toByteArray(), what);
  }

  /// A reader of the same bits from where this one is, which goes on without it.
  public BitReader copy() {
    BitReader copy = new BitReader(bytes, what);
    copy.positionBits = positionBits;
    return copy;
  }

  /// How many bits are left.
  public int remainingBits() {
    return endBits - positionBits;
  }

  /// How many bits have been read.
  public int positionBits() {
    return positionBits;
  }

  /// One bit.
  public boolean flag() {
    return bits(1) == 1;
  }

  /// An unsigned field of 0 to 32 bits; 32 bits may come out negative.
  public int bits(int count) {
    if (count > remainingBits()) {
      throw new MalformedMediaException(
          what + " at bit " + positionBits + ": wants " + count + " bits, has " + remainingBits());
    }
    int value = 0;
    for (int i = 0; i < count; i++, positionBits++) {
      value = (value << 1) | ((bytes[positionBits >> 3] >> (7 - (positionBits & 7))) & 1);
    }
    return value;
  }

  /// An unsigned field of up to 63 bits.
  public long longBits(int count) {
    if (count <= 32) {
      return bits(count) & 0xFFFF_FFFFL;
    }
    long high = longBits(count - 32);
    return (high << 32) | (bits(32) & 0xFFFF_FFFFL);
  }

  /// Passes over `count` bits.
  public void skip(int count) {
    if (count < 0 || count > remainingBits()) {
      throw new MalformedMediaException(
          what + " at bit " + positionBits + ": skips " + count + " bits, has " + remainingBits());
    }
    positionBits += count;
  }

  /// Moves to the next byte boundary, if not on one.
  public void align() {
    positionBits = Math.min(endBits, (positionBits + 7) & ~7);
  }

  /// ue(v) of H.264 9.1 and H.265 9.2: an unsigned Exp-Golomb code.
  public int unsignedExpGolomb() {
    int zeros = 0;
    while (!flag()) {
      if (++zeros > 31) {
        throw new MalformedMediaException(
            what + " at bit " + positionBits + ": Exp-Golomb code of more than 63 bits");
      }
    }
    return (int) ((1L << zeros) - 1 + longBits(zeros));
  }

  /// se(v) of H.264 9.1.1 and H.265 9.2.2: a signed Exp-Golomb code.
  public int signedExpGolomb() {
    int code = unsignedExpGolomb();
    int magnitude = (code >>> 1) + (code & 1);
    return (code & 1) == 1 ? magnitude : -magnitude;
  }
}
