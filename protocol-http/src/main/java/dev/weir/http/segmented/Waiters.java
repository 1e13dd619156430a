package dev.weir.http.segmented;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/// Requests for what does not exist yet. Not thread-safe.
final class Waiters {
  private record Waiter(
      long sequence, int part, long deadlineNanos, CompletableFuture<Snapshot> result) {}

  private final int most;
  private final PriorityQueue<Waiter> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Waiter::sequence).thenComparingInt(Waiter::part));

  Waiters(int most) {
    this.most = most;
  }

  /// Takes one in; false if there are too many.
  boolean add(long sequence, int part, long deadlineNanos, CompletableFuture<Snapshot> result) {
    return waiting.size() < most && waiting.add(new Waiter(sequence, part, deadlineNanos, result));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Answers those whose piece is there, or all if no more pieces come.
  void answer(Snapshot now) {
    while (!waiting.isEmpty()) {
      Waiter next = waiting.element();
      if (now.live() && !now.has(next.sequence(), next.part())) {
        return;
      }
      waiting.remove();
      next.result().complete(now);
    }
  }

  /// Answers those whose time is over.
  void expire(Snapshot now, long nowNanos) {
    List<Waiter> late = new ArrayList<>();
    waiting.removeIf(waiter -> waiter.deadlineNanos() - nowNanos <= 0 && late.add(waiter));
    late.forEach(waiter -> waiter.result().complete(now));
  }
}
