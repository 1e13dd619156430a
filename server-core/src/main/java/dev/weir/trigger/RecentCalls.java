package dev.weir.trigger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The last calls of handlers, whatever their trigger. Any thread.
final class RecentCalls {
  static final int MOST = 100;
  private static final int LONGEST_ANSWER = 200;

  private final Deque<RecentCall> calls = new ArrayDeque<>(MOST); // guarded by this; oldest first

  /// A call is over.
  ///
  /// @param answer empty if there was none
  synchronized void add(
      TriggerCall call, String handler, long tookNanos, boolean answered, String answer) {
    if (calls.size() == MOST) {
      calls.removeFirst();
    }
    String shown =
        answer.length() > LONGEST_ANSWER ? answer.substring(0, LONGEST_ANSWER) + "…" : answer;
    calls.addLast(
        new RecentCall(
            call.trigger(),
            call.stream(),
            handler,
            call.unixMillis(),
            TimeUnit.NANOSECONDS.toMillis(tookNanos),
            answered,
            shown));
  }

  synchronized List<RecentCall> newestFirst() {
    return List.copyOf(calls.reversed());
  }
}
