package dev.weir.http.segmented;

import java.util.concurrent.TimeUnit;

/// How long parts may be: PART-TARGET of RFC 8216bis 4.4.3.7.
///
/// All but the last part of a segment must have 85 % of it, and none may be longer. A part takes as
/// many samples of the main track as the limit lets in, so it is short by less than one; with
/// samples of up to 15 % of the usual limit that is enough, of slower ones a part has a fixed
/// number. What is declared is a little more than the limit, since sound is cut where its own
/// samples end.
final class PartTarget {
  /// Ten pictures at 30 a second, eight at 24, or at 25.
  private static final long USUAL_MICROS = TimeUnit.MILLISECONDS.toMicros(334);

  private static final long USUAL_STEP_MICROS = USUAL_MICROS * 15 / 100;
  private static final long LONGEST_MICROS = TimeUnit.MILLISECONDS.toMicros(500);
  private static final long SPARE_PERCENT = 5;

  private PartTarget() {}

  /// The longest that a part of the main track gets.
  ///
  /// @param stepMicros the longest sample of the main track
  static long limitMicros(long stepMicros) {
    if (stepMicros <= USUAL_STEP_MICROS) {
      return USUAL_MICROS;
    }
    long samples = Math.max(1, LONGEST_MICROS / stepMicros);
    return withSpare(samples * stepMicros);
  }

  /// What playlists say.
  static long declaredMicros(long limitMicros) {
    return withSpare(limitMicros);
  }

  private static long withSpare(long micros) {
    return micros * (100 + SPARE_PERCENT) / 100;
  }
}
