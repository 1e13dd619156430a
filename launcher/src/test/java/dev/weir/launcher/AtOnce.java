package dev.weir.launcher;

import static org.junit.jupiter.api.Assertions.assertAll;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.function.Executable;

/// Checks many things at the same time that take long because they are played in real time.
final class AtOnce {
  private AtOnce() {}

  /// Does `check` with each of them, on a thread of its own.
  ///
  /// @throws AssertionError with all that was wrong
  static <T> void each(List<T> all, ThrowingConsumer<T> check) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> checks =
          all.stream().<Future<?>>map(each -> threads.submit(() -> check.accept(each))).toList();
      assertAll(checks.stream().map(AtOnce::result));
    }
  }

  private static Executable result(Future<?> check) {
    return () -> {
      try {
        check.get();
      } catch (ExecutionException e) {
        throw e.getCause();
      }
    };
  }
}
