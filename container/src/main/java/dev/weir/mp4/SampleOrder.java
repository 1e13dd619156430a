package dev.weir.mp4;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Merges the walks of several tracks into one order: by where the samples lie, or by when they
/// are. Not thread-safe.
final class SampleOrder {
  private final List<SampleWalk> walks; // of which each stands at its next sample
  private final ToLongFunction<SampleWalk> key;

  private @Nullable SampleWalk last;

  /// Takes walks that stand before their first sample.
  SampleOrder(List<? extends SampleWalk> walks, ToLongFunction<SampleWalk> key) {
    this.key = key;
    this.walks = new ArrayList<>();
    for (SampleWalk walk : walks) {
      if (walk.next()) {
        this.walks.add(walk);
      }
    }
  }

  /// The walk whose sample comes next, standing at that sample until the next call; null at the
  /// end. Of two with the same key the one of the track before comes first.
  @Nullable SampleWalk next() {
    if (last != null && !last.next()) {
      walks.remove(last);
    }
    last = null;
    long least = 0;
    for (SampleWalk walk : walks) {
      long found = key.applyAsLong(walk);
      if (last == null || found < least) {
        last = walk;
        least = found;
      }
    }
    return last;
  }
}
