package dev.weir.ts;

import io.netty.buffer.ByteBuf;

/// Keeps start codes from appearing where none are meant: a 03 stands between two zero bytes and a
/// byte of 0 to 3.
final class EmulationPrevention {
  private static final int ESCAPE = 3;

  private EmulationPrevention() {}

  /// Appends the bytes from `from` to `to` of `in` without the escapes in them.
  static void remove(ByteBuf in, int from, int to, ByteBuf out) {
    int copied = from;
    int zeros = 0;
    for (int at = from; at < to; at++) {
      byte value = in.getByte(at);
      if (zeros >= 2 && value == ESCAPE) {
        out.writeBytes(in, copied, at - copied);
        copied = at + 1;
        zeros = 0;
      } else {
        zeros = value == 0 ? zeros + 1 : 0;
      }
    }
    out.writeBytes(in, copied, to - copied);
  }

  /// Appends the bytes from `from` to `to` of `in` with escapes where they are needed; also one at
  /// the end, after a zero byte, for a start code may follow.
  static void add(ByteBuf in, int from, int to, ByteBuf out) {
    int copied = from;
    int zeros = 0;
    for (int at = from; at < to; at++) {
      byte value = in.getByte(at);
      if (zeros >= 2 && value >= 0 && value <= ESCAPE) {
        out.writeBytes(in, copied, at - copied).writeByte(ESCAPE);
        copied = at;
        zeros = 0;
      }
      zeros = value == 0 ? zeros + 1 : 0;
    }
    out.writeBytes(in, copied, to - copied);
    if (zeros > 1) {
      out.writeByte(ESCAPE);
    }
  }
}
