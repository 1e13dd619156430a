package dev.weir.trigger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Keeps calls from a handler that is dead: after [#FAILURES] calls in a row without an answer,
/// only one call every [#PAUSE_NANOS] goes through, until one is answered. Any thread.
final class CircuitBreaker {
  static final int FAILURES = 5;
  static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final AtomicInteger failures = new AtomicInteger(); // in a row
  private final AtomicLong nextTryNanos = new AtomicLong(); // when the next call may try

  /// Whether a call may go through now.
  boolean admits(long nowNanos) {
    if (!isOpen()) {
      return true;
    }
    long next = nextTryNanos.get();
    return nowNanos - next >= 0 && nextTryNanos.compareAndSet(next, nowNanos + PAUSE_NANOS);
  }

  /// Whether [#admits] would say yes; changes nothing.
  boolean wouldAdmit(long nowNanos) {
    return !isOpen() || nowNanos - nextTryNanos.get() >= 0;
  }

  /// Whether the handler is taken for dead.
  boolean isOpen() {
    return failures.get() >= FAILURES;
  }

  /// A call was answered; true if the handler was taken for dead until now.
  boolean answered() {
    return failures.getAndSet(0) >= FAILURES;
  }

  /// A call was not answered; true if the handler is taken for dead from now on.
  boolean failed(long nowNanos) {
    int count = failures.incrementAndGet();
    if (count >= FAILURES) {
      nextTryNanos.set(nowNanos + PAUSE_NANOS);
    }
    return count == FAILURES;
  }
}
