package dev.weir.http.segmented.hds;

import dev.weir.http.segmented.Segment;
import dev.weir.media.Timescale;
import dev.weir.mp4.Bootstrap;
import dev.weir.mp4.Bootstrap.Break;
import dev.weir.mp4.Bootstrap.FragmentRun;
import dev.weir.mp4.Bootstrap.SegmentRun;
import java.util.ArrayList;
import java.util.List;

/// Says which fragments there are: those that are alike in runs, and a break where a segment does
/// not go on as the one before. All fragments are in segment 1, and count from 1: each has the
/// number of the store's segment, which counts from 0, and 1.
final class HdsBootstrap {
  private static final Timescale MILLIS = Timescale.MILLIS;
  private static final long NO_END = 0xFFFF_FFFFL;

  private HdsBootstrap() {}

  /// The bootstrap of these segments.
  ///
  /// @param segments at least one, in their order
  /// @param live whether more come
  /// @param update whether others were told before
  static Bootstrap of(List<Segment> segments, boolean live, boolean update) {
    List<FragmentRun> runs = new ArrayList<>();
    long due = millis(segments.getFirst().startMicros());
    long runDuration = -1;
    for (Segment segment : segments) {
      long time = millis(segment.startMicros());
      long end = millis(segment.endMicros());
      boolean first = runs.isEmpty();
      boolean broken = !first && (segment.discontinuity() || time != due);
      if (broken) {
        runs.add(FragmentRun.breaking(number(segment), time, Break.TIMES));
      }
      if (first || broken || end - time != runDuration) {
        runDuration = Math.max(1, end - time); // 0 would say that it is a break
        runs.add(FragmentRun.of(number(segment), time, runDuration));
      }
      due = end;
    }
    Segment last = segments.getLast();
    if (!live) {
      runs.add(FragmentRun.breaking(0, 0, Break.END));
    }
    return new Bootstrap(
        (int) number(last),
        live,
        update,
        MILLIS.ticksPerSecond(),
        due,
        List.of(new SegmentRun(1, live ? NO_END : number(last))),
        runs);
  }

  /// The number of the fragment that a segment is.
  static long number(Segment segment) {
    return segment.sequence() + 1;
  }

  /// The number of the segment that a fragment is.
  static long sequence(long number) {
    return number - 1;
  }

  private static long millis(long micros) {
    return MILLIS.fromMicros(micros);
  }
}
