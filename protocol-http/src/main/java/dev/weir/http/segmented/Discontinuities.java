package dev.weir.http.segmented;

import dev.weir.config.StreamName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Where the discontinuity sequence numbers of a stream start: they must never go back for its
/// name, and must stay small.
///
/// They go on from those of the stream that had the name before. Of names that nobody remembers, as
/// after a restart of the server, they count the periods of five minutes since [#EPOCH]. (hls.js
/// has an array that is as long as the number is great, and walks through it with each playlist: at
/// the seconds since 2026 that takes two seconds.) Any thread.
final class Discontinuities {
  private static final Instant EPOCH = Instant.parse("2026-11-01T00:00:00Z");
  private static final long PERIOD_SECONDS = TimeUnit.MINUTES.toSeconds(5);
  private static final int MOST_NAMES = 10_000;

  private final Map<StreamName, Long> last = new LinkedHashMap<>(); // guarded by this; oldest first

  /// The first number for a stream that started then.
  synchronized long first(StreamName name, Instant startedAt) {
    long periods =
        Math.max(0, startedAt.getEpochSecond() - EPOCH.getEpochSecond()) / PERIOD_SECONDS;
    Long before = last.get(name);
    return before == null ? periods : Math.max(periods, before + 1);
  }

  /// Remembers that no number of `name` was greater.
  synchronized void ended(StreamName name, long lastNumber) {
    last.merge(name, lastNumber, Math::max);
    if (last.size() > MOST_NAMES) {
      last.remove(last.keySet().iterator().next());
    }
  }
}
