package dev.weir.testkit;

import io.netty.util.LeakPresenceDetector;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test that forgot to release a Netty buffer, by name.
///
/// A thread that was told to end may still hold one: what is released soon is no leak.
///
/// Registered for every module through `META-INF/services`. Where the tests do not run with
/// [LeakPresenceDetector] (an IDE without the build's flags), it counts nothing and passes.
public final class LeakCheck implements AfterEachCallback {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Counter COUNTER = new Counter();

  @Override
  public void afterEach(ExtensionContext context) {
    check();
  }

  static void check() {
    long deadlineNanos = System.nanoTime() + SOON.toNanos();
    while (COUNTER.isHeld() && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    LeakPresenceDetector.check();
  }

  /// Knows whether buffers are held; subclasses alone are told.
  private static final class Counter extends LeakPresenceDetector<Object> {
    Counter() {
      super(Object.class);
    }

    boolean isHeld() {
      return currentScope().hasOpenResources();
    }
  }
}
