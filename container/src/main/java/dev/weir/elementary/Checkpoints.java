package dev.weir.elementary;

import java.util.Arrays;

/// Where frames of known time begin in an input that does not tell times itself.
///
/// However long the input is, no more than [#MAX_ENTRIES] are kept: when they are full, every other
/// one goes and the distance between them doubles.
final class Checkpoints {
  static final int MAX_ENTRIES = 4096;

  private static final int FIELDS = 3;

  // position, base of the time in microseconds, samples after it; for each entry
  private long[] fields = new long[FIELDS * 16];
  private int count;
  private int distance = 1;
  private int since = 1; // the newest entry

  /// Takes note of a frame, unless it lies before the newest entry or too near behind it.
  void add(long position, long baseMicros, long samples) {
    if (count > 0 && position <= fields[FIELDS * (count - 1)]) {
      return;
    }
    if (since++ < distance) {
      return;
    }
    since = 1;
    if (count == MAX_ENTRIES) {
      thinOut();
    }
    int at = FIELDS * count++;
    if (at == fields.length) {
      fields = Arrays.copyOf(fields, 2 * at);
    }
    fields[at] = position;
    fields[at + 1] = baseMicros;
    fields[at + 2] = samples;
  }

  private void thinOut() {
    count /= 2;
    distance *= 2;
    for (int i = 0; i < count; i++) {
      System.arraycopy(fields, 2 * FIELDS * i, fields, FIELDS * i, FIELDS);
    }
  }

  /// The newest entry at or before `position`, or -1.
  int before(long position) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (fields[FIELDS * middle] <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  long position(int entry) {
    return fields[FIELDS * entry];
  }

  long baseMicros(int entry) {
    return fields[FIELDS * entry + 1];
  }

  long samples(int entry) {
    return fields[FIELDS * entry + 2];
  }
}
