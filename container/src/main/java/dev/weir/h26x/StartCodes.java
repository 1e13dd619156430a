package dev.weir.h26x;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Where the start codes of an access unit are, found once by who cuts it out, or by
/// [StartCodeSearch]. Not thread-safe.
public final class StartCodes {
  private int[] indexes = new int[16]; // grows to one in three bytes of an access unit at the most
  private int count;

  /// None yet.
  public StartCodes() {}

  /// How many there are.
  public int count() {
    return count;
  }

  /// The distance of a start code, 00 00 01, from the start of the access unit.
  public int at(int number) {
    return indexes[number];
  }

  /// The absolute index of the first byte of the unit after a start code of the readable access
  /// unit.
  int first(ByteBuf accessUnit, int number) {
    return accessUnit.readerIndex() + indexes[number] + NalUnits.START_CODE_BYTES;
  }

  /// Where that unit ends, without the zero bytes that may follow it.
  int last(ByteBuf accessUnit, int number) {
    int next =
        number + 1 < count
            ? accessUnit.readerIndex() + indexes[number + 1]
            : accessUnit.writerIndex();
    return NalUnits.withoutTrailingZeros(accessUnit, first(accessUnit, number), next);
  }

  void add(int index) {
    if (count == indexes.length) {
      indexes = Arrays.copyOf(indexes, 2 * count);
    }
    indexes[count++] = index;
  }

  /// Takes the first ones away.
  void drop(int first) {
    count -= first;
    System.arraycopy(indexes, first, indexes, 0, count);
  }

  /// All lie so much nearer to the start.
  void move(int bytes) {
    for (int i = 0; i < count; i++) {
      indexes[i] -= bytes;
    }
  }

  void clear() {
    count = 0;
  }
}
