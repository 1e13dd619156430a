package dev.weir.trigger;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A handler that is a program: started for each event with the trigger's name as its one argument
/// and the payload on its standard input; what it prints is the answer. No shell is involved.
///
/// A program that takes two thirds of its time is asked to end, together with all that it started,
/// and soon made to.
///
/// @param path absolute
record ProgramHandler(String path) implements Handler {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(15);

  @Override
  public int attempts() {
    return 1;
  }

  @Override
  public long attemptNanos() {
    return LIMIT_NANOS;
  }

  @Override
  public String ask(TriggerCall call, int attempt, long limitNanos)
      throws NoAnswerException, RefusalException, InterruptedException {
    Process process = start(call);
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> write(process, call.payload()));
    Thread.startVirtualThread(() -> read(process, answer));
    try {
      return waitFor(answer, process, limitNanos);
    } catch (ExecutionException e) {
      throw new NoAnswerException("what it printed cannot be read: " + e.getCause());
    } finally {
      end(process, ProcessHandle::destroyForcibly);
    }
  }

  private Process start(TriggerCall call) throws NoAnswerException {
    ProcessBuilder builder =
        new ProcessBuilder(path, call.trigger().name())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.put("MIST_TRIGGER", call.trigger().name());
    environment.put("MIST_TRIG_DEF", call.defaultAnswer());
    environment.put("MIST_PID", Long.toString(call.server().pid()));
    environment.put("MIST_INSTANCE", call.server().instance());
    environment.put("MIST_NAME", call.server().name());
    environment.put("MIST_TUUID", call.uuid());
    environment.put("MIST_TIME", Long.toString(call.unixMillis()));
    environment.put(
        "MIST_DATE",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.ofEpochMilli(call.unixMillis()).atOffset(ZoneOffset.UTC)));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new NoAnswerException("it cannot be started: " + e.getMessage());
    }
  }

  private static String waitFor(CompletableFuture<String> answer, Process process, long limitNanos)
      throws NoAnswerException, InterruptedException, ExecutionException {
    try {
      return answer.get(limitNanos * 10 / 15, TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      end(process, ProcessHandle::destroy);
    }
    try {
      return answer.get(limitNanos * 4 / 15, TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new NoAnswerException("it took longer than " + Handler.seconds(limitNanos));
    }
  }

  /// The children first: once their parent is gone they are nobody's.
  private static void end(Process process, Consumer<ProcessHandle> how) {
    Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(how);
  }

  private static void write(Process process, String payload) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(payload.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // It does not want to know; that is its right.
    }
  }

  private static void read(Process process, CompletableFuture<String> answer) {
    try {
      byte[] printed = process.getInputStream().readNBytes(MAX_ANSWER_BYTES);
      answer.complete(new String(printed, StandardCharsets.UTF_8));
    } catch (IOException e) {
      answer.completeExceptionally(new UncheckedIOException(e));
    }
  }
}
