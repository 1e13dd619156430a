package dev.weir.http.segmented;

import dev.weir.http.SmallAnswers;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Requests of one event loop that wait for the same piece. The loop is woken once for all of them;
/// who came first is answered first.
///
/// Confined to the store's loop until it is answered, and then to its own.
final class Crowd {
  /// For how long a loop answers before it looks at what else has happened: publishers and other
  /// viewers are on the same one. Those who have their answer may ask again before others have
  /// theirs, who then wait for the longer.
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private record Waiter(long deadlineNanos, CompletableFuture<Snapshot> result) {}

  private final EventExecutor loop;
  private final Queue<Waiter> waiting = new ArrayDeque<>();

  Crowd(EventExecutor loop) {
    this.loop = loop;
  }

  void add(long deadlineNanos, CompletableFuture<Snapshot> result) {
    waiting.add(new Waiter(deadlineNanos, result));
  }

  int size() {
    return waiting.size();
  }

  /// Takes those out whose time is over.
  Crowd late(long nowNanos) {
    Crowd late = new Crowd(loop);
    waiting.removeIf(waiter -> waiter.deadlineNanos() - nowNanos <= 0 && late.waiting.add(waiter));
    return late;
  }

  /// Has them answered. Called once, and nobody comes after it.
  void answer(Snapshot now) {
    try {
      loop.execute(() -> turn(now));
    } catch (RejectedExecutionException _) { // the server is closing
    }
  }

  private void turn(Snapshot now) {
    long endNanos = loop.ticker().nanoTime() + TURN_NANOS;
    while (!waiting.isEmpty() && !isOver(endNanos)) {
      SmallAnswers.together(() -> answerSome(now, endNanos));
    }
    if (!waiting.isEmpty()) {
      // What is executed runs in this turn still, what is scheduled in the next.
      loop.schedule(() -> turn(now), 0, TimeUnit.NANOSECONDS);
    }
  }

  private void answerSome(Snapshot now, long endNanos) {
    int count = 0;
    do {
      waiting.remove().result().complete(now);
      count++;
    } while (count < SmallAnswers.MOST && !waiting.isEmpty() && !isOver(endNanos));
  }

  private boolean isOver(long endNanos) {
    return loop.ticker().nanoTime() - endNanos >= 0;
  }
}
