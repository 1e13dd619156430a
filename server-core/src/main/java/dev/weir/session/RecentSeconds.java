package dev.weir.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The last ten minutes, second by second, for each stream and protocol.
///
/// A ring of [#SECONDS] entries for each pair, five numbers each; what comes after [#MAX_SERIES] is
/// counted together under empty names. Any thread.
final class RecentSeconds {
  static final int SECONDS = 600;

  private static final int MAX_SERIES = 1000;
  private static final int FIELDS = 5;

  /// Which figures.
  record Of(String stream, String connector) {
    static final Of REST = new Of("", "");
  }

  private static final class Series {
    private final long[] unix = new long[SECONDS];
    private final long[] values = new long[SECONDS * FIELDS];
    private long newest;

    void add(SecondFacts second) {
      int slot = (int) (second.unixSeconds() % SECONDS);
      if (unix[slot] != second.unixSeconds()) {
        unix[slot] = second.unixSeconds();
        Arrays.fill(values, slot * FIELDS, (slot + 1) * FIELDS, 0);
      }
      newest = second.unixSeconds();
      int at = slot * FIELDS;
      values[at] += second.viewers();
      values[at + 1] += second.inputs();
      values[at + 2] += second.outputs();
      values[at + 3] += second.upBytes();
      values[at + 4] += second.downBytes();
    }

    SecondFacts at(long second) {
      int slot = (int) (second % SECONDS);
      int at = slot * FIELDS;
      return unix[slot] != second
          ? new SecondFacts(second, 0, 0, 0, 0, 0)
          : new SecondFacts(
              second,
              (int) values[at],
              (int) values[at + 1],
              (int) values[at + 2],
              values[at + 3],
              values[at + 4]);
    }
  }

  private final Map<Of, Series> series = new HashMap<>();

  /// Adds to the figures of a second; older seconds than those that were added cannot be.
  synchronized void add(Of of, SecondFacts second) {
    Series known = series.get(of);
    if (known == null) {
      Of place = series.size() < MAX_SERIES ? of : Of.REST;
      known = series.computeIfAbsent(place, _ -> new Series());
    }
    known.add(second);
  }

  /// Forgets what had nothing to tell for the whole time, or tells of a future that is none any
  /// more since the clock was set back.
  synchronized void forget(long nowUnix) {
    series.values().removeIf(one -> Math.abs(nowUnix - one.newest) > SECONDS);
  }

  /// The figures from `start` to `end`, both included, of all pairs that are wanted.
  synchronized List<SecondFacts> between(long start, long end, Predicate<Of> wanted) {
    List<Series> chosen =
        series.entrySet().stream()
            .filter(entry -> wanted.test(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    List<SecondFacts> seconds = new ArrayList<>();
    for (long second = Math.max(start, end - SECONDS + 1); second <= end; second++) {
      SecondFacts sum = new SecondFacts(second, 0, 0, 0, 0, 0);
      for (Series one : chosen) {
        sum = sum.and(one.at(second));
      }
      seconds.add(sum);
    }
    return seconds;
  }
}
