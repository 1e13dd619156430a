package dev.weir.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what another process brings about.
///
/// It polls, because a peer tells us nothing by itself. Tests of our own classes hand in the clock
/// instead and never wait.
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private Await() {}

  /// Returns once `condition` holds.
  ///
  /// @throws AssertionError "`what` did not come about within ..." after `limit`
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    value(what, limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /// Returns the first value that `source` offers.
  ///
  /// @throws AssertionError "`what` did not come about within ..." after `limit`
  public static <T> T value(String what, Duration limit, Supplier<Optional<T>> source) {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> found = source.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError(
            "%s did not come about within %d ms".formatted(what, limit.toMillis()));
      }
      pause(what);
    }
  }

  private static void pause(String what) {
    LockSupport.parkNanos(PAUSE.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw new AssertionError("interrupted while waiting: " + what);
    }
  }
}
