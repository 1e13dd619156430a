package dev.weir.mp4;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// A table of runs of equal values, as `stts`, `ctts` and `stsc` have them, in growing memory.
///
/// ```
/// |number of equal values (32)|value (32)|
/// ```
final class RunTable {
  private static final int RUN_BYTES = 8;

  private final ByteBuf runs = Unpooled.buffer();

  private int value; // of the open run
  private int length; // of the open run; 0 before the first value

  void add(int next) {
    if (length > 0 && next != value) {
      close();
    }
    value = next;
    length++;
  }

  private void close() {
    runs.writeInt(length).writeInt(value);
    length = 0;
  }

  /// How many runs there are.
  int count() {
    return runs.readableBytes() / RUN_BYTES + (length > 0 ? 1 : 0);
  }

  /// Whether all values are 0.
  boolean isZero() {
    return count() == 0 || (count() == 1 && length > 0 && value == 0);
  }

  /// Appends the number of runs, and them.
  void write(ByteBuf out) {
    out.writeInt(count());
    out.writeBytes(runs, runs.readerIndex(), runs.readableBytes());
    if (length > 0) {
      out.writeInt(length).writeInt(value);
    }
  }

  /// Calls `visitor` for each run, with the number of values before it.
  void forEach(Visitor visitor) {
    int before = 0;
    for (int at = 0; at < runs.writerIndex(); at += RUN_BYTES) {
      visitor.run(before, runs.getInt(at + 4));
      before += runs.getInt(at);
    }
    if (length > 0) {
      visitor.run(before, value);
    }
  }

  /// Sees runs.
  interface Visitor {
    /// A run of `value` that starts after so many values.
    void run(int before, int value);
  }
}
