package dev.weir.trigger;

import java.util.List;

/// How often the handlers of one trigger were called, at one moment.
///
/// @param calls how often
/// @param millis how long that took altogether
/// @param failures how often there was no answer
/// @param buckets the calls by duration: up to each of [Triggers#LATENCY_MILLIS], and longer
public record TriggerCounts(long calls, long millis, long failures, List<Long> buckets) {
  /// Copies the list.
  public TriggerCounts {
    buckets = List.copyOf(buckets);
  }
}
