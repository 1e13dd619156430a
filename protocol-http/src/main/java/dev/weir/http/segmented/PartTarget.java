package dev.weir.http.segmented;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How long parts may be: PART-TARGET of RFC 8216bis 4.4.3.7.
///
/// All but the last part of a segment must have 85 % of it, in every playlist, and none may be
/// longer. So parts have the same number of samples of the main track. Those of other tracks have
/// as many of their own as fit, one more now and then: a number is chosen with which this is within
/// the bounds, too; one that divides two seconds and is about a third of a second, if there is one.
/// The main track is allowed a little more, as samples jitter.
///
/// The last part of a segment should be no short one. hls.js takes a segment for loaded that lacks
/// less than 0.2 s, and leaves out a last part that is there before the one in front of it has been
/// taken in; then it stalls. So the number suits segments as long as the first one, and where
/// another is not as long, parts have a few samples less ([#everyMicros]), as far as the bounds let
/// them.
///
/// @param stepMicros how long a sample of the main track is on average
/// @param otherSteps how long those of the other tracks of pictures and sound are
/// @param together whether those that divide a part are cut where it is, every time
/// @param limitMicros the longest that a part of the main track gets
record PartTarget(long stepMicros, List<Long> otherSteps, boolean together, long limitMicros) {
  /// Before anything is known.
  static final PartTarget NONE = new PartTarget(1, List.of(), true, 0);

  private static final double USUAL_MICROS = 1e6 / 3;
  private static final long LEAST_MICROS = TimeUnit.MILLISECONDS.toMicros(240);
  private static final long MOST_MICROS = TimeUnit.MILLISECONDS.toMicros(500);
  private static final long USUALLY_LEAST_MICROS = TimeUnit.MILLISECONDS.toMicros(300);
  private static final long USUALLY_MOST_MICROS = TimeUnit.MILLISECONDS.toMicros(420);
  private static final long DIVIDED_MICROS = TimeUnit.SECONDS.toMicros(2);

  /// Of a last part: sound may have a sample less.
  private static final long LEAST_LAST_MICROS = TimeUnit.MILLISECONDS.toMicros(240);

  private static final long SPARE_PERCENT = 5;
  private static final long LEAST_PERCENT = 85;

  /// Of a sample of another track: what is so near to a cut may come to lie on either side.
  private static final double NEAR = 0.02;

  /// What suits a stream.
  ///
  /// @param segmentMicros how long its segments are; 0 if nobody knows
  static PartTarget of(long stepMicros, List<Long> otherSteps, long segmentMicros) {
    PartTarget best = best(stepMicros, otherSteps, false, segmentMicros);
    return best.fits(best.samples(), best.targetMicros())
        ? best
        : best(stepMicros, otherSteps, true, segmentMicros);
  }

  private static PartTarget best(
      long stepMicros, List<Long> otherSteps, boolean together, long segmentMicros) {
    Comparator<PartTarget> order =
        Comparator.comparing(
                (PartTarget target) -> target.fits(target.samples(), target.targetMicros()))
            .thenComparing(target -> target.suitsSegments(segmentMicros))
            .thenComparing(PartTarget::isUsual)
            .thenComparing(PartTarget::dividesSeconds)
            .thenComparingDouble(target -> -target.strangeness());
    long least = Math.ceilDiv(LEAST_MICROS, stepMicros);
    long most = MOST_MICROS / stepMicros;
    PartTarget best =
        having(
            Math.max(1, Math.round(USUAL_MICROS / stepMicros)), stepMicros, otherSteps, together);
    for (long samples = least; samples <= most; samples++) {
      PartTarget other = having(samples, stepMicros, otherSteps, together);
      best = order.compare(other, best) > 0 ? other : best;
    }
    return best;
  }

  private static PartTarget having(
      long samples, long stepMicros, List<Long> otherSteps, boolean together) {
    long usual = samples * stepMicros;
    long spare = Math.min(stepMicros / 2, usual * SPARE_PERCENT / 100);
    return new PartTarget(stepMicros, otherSteps, together, usual + spare);
  }

  /// Whether anything is known.
  boolean isKnown() {
    return limitMicros > 0;
  }

  /// The same for a main track that takes over: parts stay as long as they were, if its samples let
  /// them.
  PartTarget with(long otherStepMicros, List<Long> steps) {
    PartTarget same = new PartTarget(otherStepMicros, steps, together, limitMicros);
    if (isLongEnough((double) same.samples() * otherStepMicros, limitMicros)) {
      return same;
    }
    PartTarget another = of(otherStepMicros, steps, 0);
    return another.limitMicros > limitMicros ? another : same;
  }

  /// What playlists say, if no part was longer: whole milliseconds, as they may round.
  long targetMicros() {
    double part = (double) samples() * stepMicros;
    double longest = limitMicros;
    for (long step : otherSteps) {
      longest = Math.max(longest, Math.ceil(ratio(part, step, true)) * step);
    }
    return (long) Math.ceil(longest / 1000) * 1000;
  }

  /// How far from each other the cuts are in a segment that will last as long as the one before.
  ///
  /// @param segmentMicros of the segment before
  /// @param targetMicros what playlists say
  /// @return 0 if parts are as long as they may be
  long everyMicros(long segmentMicros, long targetMicros) {
    long all = samplesOf(segmentMicros);
    long parts = partsButLast(all);
    if (parts < 1 || endsWell(all, parts, samples())) {
      return 0;
    }
    long alike = all / (parts + 1);
    if (alike >= leastLast() && fits(alike, targetMicros)) {
      return all * stepMicros / (parts + 1);
    }
    double most = (double) (all - leastLast()) / parts;
    return fits((long) most, targetMicros) ? Math.round(most * stepMicros) : 0;
  }

  private boolean suitsSegments(long segmentMicros) {
    long all = samplesOf(segmentMicros);
    long parts = partsButLast(all);
    return parts < 1
        || endsWell(all, parts, samples())
        || everyMicros(segmentMicros, targetMicros()) > 0;
  }

  private long samplesOf(long micros) {
    return (micros + stepMicros / 2) / stepMicros;
  }

  private long partsButLast(long all) {
    return samples() < 1 ? 0 : Math.ceilDiv(all, samples()) - 1;
  }

  private boolean endsWell(long all, long parts, long each) {
    long last = all - parts * each;
    return last >= leastLast() && last <= samples();
  }

  /// No shorter last part is made if it can be helped.
  long leastLastMicros() {
    return leastLast() * stepMicros;
  }

  private long leastLast() {
    return Math.min(samples(), Math.ceilDiv(LEAST_LAST_MICROS, stepMicros));
  }

  private long samples() {
    return limitMicros / stepMicros;
  }

  /// Whether all tracks have enough in parts of so many samples.
  private boolean fits(long samples, long targetMicros) {
    double part = (double) samples * stepMicros;
    return isLongEnough(part, targetMicros)
        && otherSteps.stream()
            .allMatch(
                step -> isLongEnough(Math.floor(ratio(part, step, false)) * step, targetMicros));
  }

  private static boolean isLongEnough(double micros, long targetMicros) {
    return micros * 100 >= (double) targetMicros * LEAST_PERCENT;
  }

  /// How many samples of another track a part has, with what is near taken for the worse.
  private double ratio(double partMicros, long step, boolean up) {
    return partMicros / step + (up == together ? -NEAR : NEAR);
  }

  private boolean isUsual() {
    long part = samples() * stepMicros;
    return part >= USUALLY_LEAST_MICROS && part <= USUALLY_MOST_MICROS;
  }

  private boolean dividesSeconds() {
    return Math.round((double) DIVIDED_MICROS / stepMicros) % samples() == 0;
  }

  private double strangeness() {
    return Math.abs(samples() * stepMicros - USUAL_MICROS);
  }
}
