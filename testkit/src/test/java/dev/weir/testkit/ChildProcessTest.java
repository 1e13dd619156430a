package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void collectsOutputAndLogApart() {
    try (ChildProcess process = shell("echo one; echo two >&2; echo three; exit 7")) {
      assertThat(process.awaitEnd(LIMIT)).isEqualTo(7);
      assertThat(process.output()).containsExactly("one", "three");
      assertThat(process.log()).containsExactly("two");
    }
  }

  @Test
  void killsGrandchildrenOnClosing() {
    ProcessHandle grandchild;
    try (ChildProcess process = shell("sleep 60 & wait")) {
      grandchild =
          Await.value("the grandchild", LIMIT, () -> process.handle().descendants().findFirst());
      assertThat(grandchild.isAlive()).isTrue();
    }
    assertThat(grandchild.isAlive()).isFalse();
  }

  @Test
  void failsAndKillsWhatDoesNotEnd() {
    try (ChildProcess process = shell("echo I hang >&2; sleep 60")) {
      Await.until("its complaint", LIMIT, () -> !process.log().isEmpty());
      assertThatThrownBy(() -> process.awaitEnd(Duration.ofMillis(50)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("still ran after 50 ms and was killed")
          .hasMessageContaining("I hang");
      Await.until("its end", LIMIT, () -> !process.isRunning());
    }
  }

  @Test
  void frozenProcessWritesNothingUntilThawed() {
    try (ChildProcess process = shell("while :; do echo tick; sleep 0.01; done")) {
      Await.until("a tick", LIMIT, () -> !process.output().isEmpty());
      process.freeze();
      Await.until("the freeze", LIMIT, () -> isStopped(process));
      int frozen = process.output().size();
      process.thaw();
      Await.until("another tick", LIMIT, () -> process.output().size() > frozen);
    }
  }

  @Test
  void killsWhatNobodyHasUsedForItsLifetime() {
    AtomicLong now = new AtomicLong();
    AtomicInteger looks = new AtomicInteger();
    LongSupplier clock =
        () -> {
          looks.incrementAndGet();
          return now.get();
        };
    Lifetime lifetime = new Lifetime(Duration.ofMillis(20), clock);
    try (ChildProcess process = ChildProcess.start(Path.of(""), List.of("sleep", "60"), lifetime)) {
      now.addAndGet(Duration.ofMillis(19).toNanos());
      process.used();
      now.addAndGet(Duration.ofMillis(19).toNanos());
      Await.until("the end of what it had at first", LIMIT, () -> looks.get() > 10);
      assertThat(process.isRunning()).isTrue();
      now.addAndGet(Duration.ofMillis(1).toNanos());
      Await.until("its end", LIMIT, () -> !process.isRunning());
      assertThat(process.log()).contains("killed, as nobody used it for PT0.02S");
    }
  }

  private static boolean isStopped(ChildProcess process) {
    try (ChildProcess ps =
        ChildProcess.start(List.of("cat", "/proc/%d/stat".formatted(process.handle().pid())))) {
      ps.awaitEnd(LIMIT);
      return String.join("", ps.output()).contains(") T ");
    }
  }

  private static ChildProcess shell(String script) {
    return ChildProcess.start(List.of("/bin/sh", "-c", script));
  }
}
