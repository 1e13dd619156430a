package dev.weir.http.segmented;

import java.util.concurrent.TimeUnit;

/// How long parts may be: PART-TARGET of RFC 8216bis 4.4.3.7.
///
/// All but the last part of a segment must have 85 % of it, and none may be longer. So parts have
/// the same number of samples of the main track: one that divides two seconds, if there is one of
/// about a third of a second, as most segments have whole seconds. What is declared is a little
/// more, as samples jitter and sound is cut where its own samples end.
///
/// The last part of a segment should be no short one. hls.js takes a segment for loaded that lacks
/// less than 0.2 s, and leaves out a last part that is there before the one in front of it has been
/// taken in; then it stalls. Where the number of samples does not suit, parts have a few less
/// ([#everyMicros]).
final class PartTarget {
  private static final double USUAL_MICROS = 1e6 / 3;
  private static final long LEAST_MICROS = TimeUnit.MILLISECONDS.toMicros(300);
  private static final long MOST_MICROS = TimeUnit.MILLISECONDS.toMicros(420);
  private static final long DIVIDED_MICROS = TimeUnit.SECONDS.toMicros(2);

  /// No shorter last part is made if it can be helped.
  private static final long LEAST_LAST_MICROS = TimeUnit.MILLISECONDS.toMicros(250);

  private static final long SPARE_PERCENT = 5;

  /// What a part has of the usual number of samples at least.
  private static final long LEAST_PERCENT = 88;

  private PartTarget() {}

  /// The longest that a part of the main track gets, which is also what playlists say.
  ///
  /// @param stepMicros how long a sample of the main track is on average
  static long limitMicros(long stepMicros) {
    long usual = samples(stepMicros) * stepMicros;
    return usual + Math.min(stepMicros / 2, usual * SPARE_PERCENT / 100);
  }

  private static long samples(long stepMicros) {
    long divided = Math.round((double) DIVIDED_MICROS / stepMicros);
    long best = 0;
    for (long samples = Math.ceilDiv(LEAST_MICROS, stepMicros);
        samples * stepMicros <= MOST_MICROS;
        samples++) {
      if (divided % samples == 0 && (best == 0 || isNearer(samples, best, stepMicros))) {
        best = samples;
      }
    }
    return best > 0 ? best : Math.max(1, Math.round(USUAL_MICROS / stepMicros));
  }

  private static boolean isNearer(long samples, long than, long stepMicros) {
    return Math.abs(samples * stepMicros - USUAL_MICROS)
        < Math.abs(than * stepMicros - USUAL_MICROS);
  }

  /// How far from each other the cuts are in a segment that will last as long as the one before.
  ///
  /// @param segmentMicros of the segment before
  /// @param limitMicros no part may be longer
  /// @param stepMicros as above
  /// @return 0 if parts are as long as they may be
  static long everyMicros(long segmentMicros, long limitMicros, long stepMicros) {
    long samples = (segmentMicros + stepMicros / 2) / Math.max(1, stepMicros);
    long most = limitMicros / Math.max(1, stepMicros);
    if (most < 1 || samples <= most || isLongEnough(samples % most, stepMicros)) {
      return 0;
    }
    for (long fewer = most - 1; fewer * 100 >= most * LEAST_PERCENT; fewer--) {
      if (isLongEnough(samples % fewer, stepMicros)) {
        return fewer * stepMicros;
      }
    }
    long parts = Math.ceilDiv(samples, most);
    return parts * most * LEAST_PERCENT <= samples * 100 ? segmentMicros / parts : 0;
  }

  private static boolean isLongEnough(long lastSamples, long stepMicros) {
    return lastSamples == 0 || lastSamples * stepMicros >= LEAST_LAST_MICROS;
  }
}
