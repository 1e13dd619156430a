package dev.weir.http.segmented.dash;

import dev.weir.http.segmented.Segment;
import java.util.List;

/// How a manifest names the segments (ISO/IEC 23009-1 5.3.9.4).
enum Addressing {
  /// `$Number$`, with a timeline that has the exact times.
  NUMBER,
  /// `$Time$`, with the same timeline.
  TIME,
  /// `$Number$`, with one duration for all: a manifest that need not grow.
  DURATION;

  private static final long MILLI = 1000;

  /// The value of the variable `addressing`; numbers if it is none of them.
  static Addressing of(String text) {
    return switch (text) {
      case "time" -> TIME;
      case "duration" -> DURATION;
      default -> NUMBER;
    };
  }

  /// The duration by which the number of each segment tells its time, to the millisecond so that it
  /// stays the same as the period goes on; 0 if some segment is further off than half of it, as
  /// where keyframes come when the encoder likes. Then there must be a timeline.
  ///
  /// @param period its segments that are there, at least one
  static long evenMicros(List<Segment> period) {
    Segment last = period.getLast();
    long count = last.sequence() + 1 - last.periodSequence();
    long micros = (last.endMicros() - last.periodMicros()) / count;
    long even = (micros + MILLI / 2) / MILLI * MILLI;
    for (Segment segment : period) {
      long number = segment.sequence() - segment.periodSequence();
      long late = segment.startMicros() - segment.periodMicros() - number * even;
      if (Math.abs(late) > even / 2) {
        return 0;
      }
    }
    return even;
  }
}
