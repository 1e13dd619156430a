package dev.weir.http.segmented;

import io.netty.util.concurrent.EventExecutor;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Requests for what does not exist yet. Not thread-safe.
final class Waiters {
  private record Piece(long sequence, int part) {}

  private final int most;
  private final NavigableMap<Piece, Map<EventExecutor, Crowd>> waiting =
      new TreeMap<>(Comparator.comparingLong(Piece::sequence).thenComparingInt(Piece::part));

  private int count; // of those who wait

  Waiters(int most) {
    this.most = most;
  }

  /// Takes one in; false if there are too many.
  ///
  /// @param loop where `result` is completed
  boolean add(
      long sequence,
      int part,
      long deadlineNanos,
      EventExecutor loop,
      CompletableFuture<Snapshot> result) {
    if (count >= most) {
      return false;
    }
    waiting
        .computeIfAbsent(new Piece(sequence, part), _ -> new HashMap<>())
        .computeIfAbsent(loop, Crowd::new)
        .add(deadlineNanos, result);
    count++;
    return true;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// Answers those whose piece is there, or all if no more pieces come.
  void answer(Snapshot now) {
    while (!waiting.isEmpty()) {
      Piece next = waiting.firstKey();
      if (now.live() && !now.has(next.sequence(), next.part())) {
        return;
      }
      waiting.pollFirstEntry().getValue().values().forEach(crowd -> answer(crowd, now));
    }
  }

  /// Answers those whose time is over.
  void expire(Snapshot now, long nowNanos) {
    for (Map<EventExecutor, Crowd> crowds : waiting.values()) {
      crowds.values().forEach(crowd -> answer(crowd.late(nowNanos), now));
      crowds.values().removeIf(crowd -> crowd.size() == 0);
    }
    waiting.values().removeIf(Map::isEmpty);
  }

  private void answer(Crowd crowd, Snapshot now) {
    count -= crowd.size();
    if (crowd.size() > 0) {
      crowd.answer(now);
    }
  }
}
