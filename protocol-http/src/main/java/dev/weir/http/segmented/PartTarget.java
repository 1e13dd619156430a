package dev.weir.http.segmented;

import java.util.concurrent.TimeUnit;

/// How long parts may be: PART-TARGET of RFC 8216bis 4.4.3.7.
///
/// All but the last part of a segment must have 85 % of it, and none may be longer. A part takes as
/// many samples of the main track as the limit lets in, or a few less so that the last part of a
/// segment is not a short one ([#everyMicros]); of samples that are longer than 15 % of a part, a
/// fixed number. What is declared is a little more than the limit, since sound is cut where its own
/// samples end.
final class PartTarget {
  /// Ten pictures at 30 a second, nine at 25, eight at 24.
  private static final long USUAL_MICROS = TimeUnit.MILLISECONDS.toMicros(333);

  private static final long USUAL_STEP_MICROS = USUAL_MICROS * 15 / 100;
  private static final long LONGEST_MICROS = TimeUnit.MILLISECONDS.toMicros(500);
  private static final long SLOW_SPARE_PERCENT = 5;
  private static final long SPARE_PERCENT = 2;

  /// What a part that is not the last has of the limit at least, so that it has 85 % of what is
  /// declared.
  private static final long LEAST_PERCENT = 88;

  private PartTarget() {}

  /// The longest that a part of the main track gets.
  ///
  /// @param stepMicros the longest sample of the main track
  static long limitMicros(long stepMicros) {
    if (stepMicros <= USUAL_STEP_MICROS) {
      return Math.ceilDiv(USUAL_MICROS, Math.max(1, stepMicros)) * stepMicros;
    }
    long samples = Math.max(1, LONGEST_MICROS / stepMicros);
    return more(samples * stepMicros, SLOW_SPARE_PERCENT);
  }

  /// What playlists say.
  static long declaredMicros(long limitMicros) {
    return more(limitMicros, SPARE_PERCENT);
  }

  /// How far from each other the cuts are in a segment that will last as long as the one before.
  /// hls.js forgets the last part if it is shorter than 0.2 s and is there before the one in front
  /// of it has been taken in.
  ///
  /// @param segmentMicros of the segment before
  /// @param limitMicros no part may be longer
  /// @param stepMicros the longest sample of the main track
  /// @return 0 if parts are as long as they may be
  static long everyMicros(long segmentMicros, long limitMicros, long stepMicros) {
    long samples = (segmentMicros + stepMicros / 2) / Math.max(1, stepMicros);
    long most = limitMicros / Math.max(1, stepMicros);
    if (most < 1 || samples <= most) {
      return 0;
    }
    long least = Math.ceilDiv(most * LEAST_PERCENT, 100);
    long parts = Math.ceilDiv(samples, most);
    return parts * least <= samples ? segmentMicros / parts : least * stepMicros;
  }

  private static long more(long micros, long percent) {
    return micros * (100 + percent) / 100;
  }
}
