package dev.weir.flac;

/// Where the frame that is being read may begin: at headers found since the frame before, some of
/// which may only look like headers.
///
/// It keeps the last 16. In noise a header is found once in ten megabytes, so that more of them in
/// one frame are meant to make work. Not thread-safe.
final class FrameStarts {
  private static final int MOST = 16;

  private final long[] positions = new long[MOST];
  private final int[] marks = new int[MOST];

  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  boolean isFull() {
    return count == MOST;
  }

  /// The position in the stream of the first one.
  long first() {
    return positions[0];
  }

  /// Adds one behind the others, if there is room.
  ///
  /// @param mark [FlacCrc#mark] before it
  void add(long position, int mark) {
    positions[count] = position;
    marks[count] = mark;
    count++;
  }

  /// How many come before the first one at which the checksum had this mark; -1 if none had.
  int before(int mark) {
    for (int i = 0; i < count; i++) {
      if (marks[i] == mark) {
        return i;
      }
    }
    return -1;
  }

  void removeFirst() {
    count--;
    System.arraycopy(positions, 1, positions, 0, count);
    System.arraycopy(marks, 1, marks, 0, count);
  }

  void clear() {
    count = 0;
  }
}
