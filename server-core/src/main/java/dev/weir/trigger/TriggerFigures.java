package dev.weir.trigger;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How often the handlers of one trigger were called, and how long that took. Any thread.
final class TriggerFigures {
  /// The upper ends of the histogram's buckets.
  static final List<Long> BOUNDS_MILLIS =
      List.of(1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L, 500L, 1000L, 2000L, 5000L, 10_000L);

  private final LongAdder nanos = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final List<LongAdder> buckets =
      Stream.generate(LongAdder::new).limit(BOUNDS_MILLIS.size() + 1L).toList();

  void called(long tookNanos, boolean answered) {
    nanos.add(tookNanos);
    if (!answered) {
      failures.increment();
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(tookNanos);
    int bucket =
        IntStream.range(0, BOUNDS_MILLIS.size())
            .filter(i -> millis <= BOUNDS_MILLIS.get(i))
            .findFirst()
            .orElse(BOUNDS_MILLIS.size());
    buckets.get(bucket).increment();
  }

  TriggerCounts snapshot() {
    List<Long> counts = buckets.stream().map(LongAdder::sum).toList();
    return new TriggerCounts(
        counts.stream().mapToLong(Long::longValue).sum(),
        TimeUnit.NANOSECONDS.toMillis(nanos.sum()),
        failures.sum(),
        counts);
  }
}
