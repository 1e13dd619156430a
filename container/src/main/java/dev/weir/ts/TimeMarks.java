package dev.weir.ts;

/// Which time goes with which byte of an elementary stream.
///
/// The times of a PES packet are those of the first access unit that begins in it (ISO/IEC 13818-1
/// 2.4.3.7). Units may be found long after the packet ended, so the last few packets are kept. Not
/// thread-safe.
final class TimeMarks {
  private static final int MAX = 8;

  private final long[] offsets = new long[MAX];
  private final long[] presentation = new long[MAX];
  private final long[] decoding = new long[MAX];
  private final long[] positions = new long[MAX];

  private int count;
  private boolean used; // the times of the first mark went with a unit

  /// A PES packet begins.
  ///
  /// @param offset in the elementary stream
  /// @param pts unwrapped, or [PesHeader#NO_TIME]
  /// @param dts unwrapped, or [PesHeader#NO_TIME]
  void add(long offset, long pts, long dts, long position) {
    // A unit that runs through so many packets begins in the first; only the last can matter too.
    int at = Math.min(count, MAX - 1);
    used &= at > 0;
    offsets[at] = offset;
    presentation[at] = pts;
    decoding[at] = dts;
    positions[at] = position;
    count = at + 1;
  }

  /// Finds the packet in which the unit at `offset` begins, and makes it the first.
  ///
  /// @return whether its times belong to this unit
  boolean take(long offset) {
    int at = 0;
    while (at + 1 < count && offsets[at + 1] <= offset) {
      at++;
    }
    if (at > 0) {
      count -= at;
      System.arraycopy(offsets, at, offsets, 0, count);
      System.arraycopy(presentation, at, presentation, 0, count);
      System.arraycopy(decoding, at, decoding, 0, count);
      System.arraycopy(positions, at, positions, 0, count);
      used = false;
    }
    boolean inside = count > 0 && offsets[0] <= offset;
    boolean own = inside && !used && decoding[0] != PesHeader.NO_TIME;
    used |= inside;
    return own;
  }

  /// Of the packet found last.
  long pts() {
    return presentation[0];
  }

  /// Of the packet found last.
  long dts() {
    return decoding[0];
  }

  /// Where the packet found last begins in the input.
  long position() {
    return positions[0];
  }

  /// Forgets everything.
  void clear() {
    count = 0;
    used = false;
  }
}
