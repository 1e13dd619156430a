package dev.weir.h26x;

import dev.weir.bits.BitReader;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Reads the start of NAL units, where the headers are. Not thread-safe.
final class HeaderBits {
  private final byte[] scratch;

  /// @param bytes how much of a unit is looked at
  HeaderBits(int bytes) {
    scratch = new byte[bytes];
  }

  /// The bits from the absolute `index` on, without emulation prevention; zero bits after what
  /// there is. Lent until the next call.
  BitReader at(ByteBuf in, int index, int end) {
    int length = 0;
    int zeros = 0;
    for (int i = index; i < end && length < scratch.length; i++) {
      byte value = in.getByte(i);
      if (zeros >= 2 && value == 3) {
        zeros = 0;
        continue;
      }
      zeros = value == 0 ? zeros + 1 : 0;
      scratch[length++] = value;
    }
    Arrays.fill(scratch, length, scratch.length, (byte) 0);
    return new BitReader(scratch, "NAL unit header");
  }
}
