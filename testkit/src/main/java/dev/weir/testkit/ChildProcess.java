package dev.weir.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program run beside the test, whose output is collected line by line and of which nothing is
/// left after [#close()].
///
/// It and all its descendants are killed at the latest when its lifetime is over, since it was
/// started or [#used], or this JVM ends. Any thread may call.
public final class ChildProcess implements AutoCloseable {
  /// Longer than any test runs, on a busy machine too; only a hung test meets it.
  /// `weir.peers.minutes` is for those that are made to run longer.
  private static final Duration LIFETIME =
      Duration.ofMinutes(Integer.getInteger("weir.peers.minutes", 10));

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MAX_LINES = 500_000;

  private final List<String> command;
  private final Process process;
  private final Thread atJvmEnd = new Thread(this::kill);
  private final List<String> output = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final List<Thread> readers;
  private final Lifetime lifetime;

  private ChildProcess(List<String> command, Process process, Lifetime lifetime) {
    this.command = command;
    this.process = process;
    this.lifetime = lifetime;
    Runtime.getRuntime().addShutdownHook(atJvmEnd);
    readers =
        List.of(reader(process.getInputStream(), output), reader(process.getErrorStream(), log));
    killWhenOver();
  }

  private void killWhenOver() {
    process
        .onExit()
        .orTimeout(lifetime.leftNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((_, late) -> {
          if (late != null && lifetime.leftNanos() > 0) {
            killWhenOver(); // it was used meanwhile
          } else if (late != null) {
            add("killed, as nobody used it for " + lifetime.length(), log);
            kill();
          }
        });
  }

  /// Runs `command` in the current directory; its first word is the program.
  public static ChildProcess start(List<String> command) {
    return start(Path.of(""), command);
  }

  /// Runs `command` in `directory`, with no standard input.
  public static ChildProcess start(Path directory, List<String> command) {
    return start(directory, command, new Lifetime(LIFETIME, System::nanoTime));
  }

  static ChildProcess start(Path directory, List<String> command, Lifetime lifetime) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toAbsolutePath().toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      return new ChildProcess(List.copyOf(command), process, lifetime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The process, for its id and its descendants.
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /// Whether it has not ended.
  public boolean isRunning() {
    return process.isAlive();
  }

  /// Has its lifetime begin again: the tests of a class that share a process may take longer
  /// together than each of them.
  public void used() {
    lifetime.begin();
  }

  /// The lines of standard output so far.
  public List<String> output() {
    return copy(output);
  }

  /// The lines of standard error so far.
  public List<String> log() {
    return copy(log);
  }

  /// Waits until the program ends by itself, and until all it wrote is read; returns its exit code.
  ///
  /// @throws AssertionError if it still runs after `limit`; it is then killed
  public int awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
        throw failure("still ran after %d ms and was killed".formatted(limit.toMillis()));
      }
      for (Thread reader : readers) {
        reader.join(LIMIT);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + command.getFirst(), e);
    }
  }

  /// Asks it to end (SIGTERM) and waits; returns its exit code.
  public int stop() {
    process.destroy();
    return awaitEnd(LIMIT);
  }

  /// Stops its clock (SIGSTOP): its connections stay open and nothing moves on them.
  public void freeze() {
    signal("STOP");
  }

  /// Lets a frozen process go on (SIGCONT).
  public void thaw() {
    signal("CONT");
  }

  /// Ends it and all its descendants at once (SIGKILL), as a crash would.
  public void kill() {
    killTree();
  }

  /// Kills what still runs and waits until all of it is gone.
  @Override
  public void close() {
    List<ProcessHandle> tree = killTree();
    awaitEnd(LIMIT);
    Await.until(
        "the end of all processes of " + command.getFirst(),
        LIMIT,
        () -> tree.stream().noneMatch(ProcessHandle::isAlive));
    forgetJvmEnd();
  }

  private List<ProcessHandle> killTree() {
    List<ProcessHandle> tree = process.descendants().toList();
    process.destroyForcibly();
    tree.forEach(ProcessHandle::destroyForcibly);
    return tree;
  }

  /// An error that says which program did what, and the last of what it wrote.
  AssertionError failure(String what) {
    return new AssertionError(
        "%s %s%ncommand: %s%nstandard error ends with:%n%s%nstandard output ends with:%n%s"
            .formatted(
                Path.of(command.getFirst()).getFileName(),
                what,
                String.join(" ", command),
                tail(log()),
                tail(output())));
  }

  private void forgetJvmEnd() {
    try {
      Runtime.getRuntime().removeShutdownHook(atJvmEnd);
    } catch (IllegalStateException _) {
      // The JVM is already ending and runs the hook itself.
    }
  }

  private void signal(String name) {
    try (ChildProcess kill =
        start(List.of("/bin/sh", "-c", "kill -%s %d".formatted(name, process.pid())))) {
      kill.awaitEnd(LIMIT);
    }
  }

  private static Thread reader(InputStream from, List<String> into) {
    return Thread.ofPlatform().daemon().name("peer output").start(() -> readLines(from, into));
  }

  private static void readLines(InputStream from, List<String> into) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line, into);
      }
    } catch (IOException _) {
      // The pipe breaks when the process is killed; what was read stands.
    }
  }

  private static void add(String line, List<String> to) {
    synchronized (to) {
      if (to.size() < MAX_LINES) {
        to.add(line);
      }
    }
  }

  private static List<String> copy(List<String> lines) {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  private static String tail(List<String> lines) {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }
}
