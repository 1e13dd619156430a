package dev.weir.control;

import dev.weir.config.CommandLine;
import dev.weir.config.Variable;
import dev.weir.config.WeirConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The values of variables as they are now: those of the configuration, and those that a URL (by
/// GET) or a program was asked for. Without an answer a variable keeps its value.
///
/// Asks on virtual threads. Programs are run only if `config.programs` allows them. Any thread may
/// read.
public final class LiveVariables implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveVariables.class);

  private static final long LOOK_MILLIS = 500;
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final int LONGEST_VALUE = 127;
  private static final Executor VIRTUAL = Thread::startVirtualThread;

  private final Supplier<WeirConfig> config;
  private final Clock wallClock;
  private final LongSupplier nanoClock;
  private final ConcurrentMap<String, Asked> asked = new ConcurrentHashMap<>(); // by name
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final Thread thread;

  /// A variable that was asked for.
  private static final class Asked {
    private final Variable variable;
    private volatile String value; // the newest answer
    private volatile long unixSeconds; // when that came; 0 before
    private volatile boolean asking;
    private volatile boolean failing; // whether the last question got no answer
    private long nextNanos; // when it is asked again; the thread's

    Asked(Variable variable, long nowNanos) {
      this.variable = variable;
      this.value = variable.value();
      this.nextNanos = nowNanos;
    }
  }

  /// A value and when it was answered.
  ///
  /// @param unixSeconds 0 for one that nobody was asked for
  public record Value(String text, long unixSeconds) {}

  /// @param config as it is now
  /// @param wallClock dates the answers
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public LiveVariables(Supplier<WeirConfig> config, Clock wallClock, LongSupplier nanoClock) {
    this.config = config;
    this.wallClock = wallClock;
    this.nanoClock = nanoClock;
    this.thread = Thread.ofVirtual().name("weir-variables").unstarted(this::run);
  }

  /// Begins to ask.
  public void start() {
    thread.start();
  }

  /// All values, by name.
  public Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    config
        .get()
        .variables()
        .forEach((name, variable) -> values.put(name, value(name, variable).text()));
    return values;
  }

  /// The value of one variable.
  public Value value(String name, Variable variable) {
    Asked known = asked.get(name);
    return known == null || !known.variable.equals(variable)
        ? new Value(variable.value(), 0)
        : new Value(known.value, known.unixSeconds);
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /// Asks for what is due.
  void look() {
    Map<String, Variable> variables = config.get().variables();
    asked.keySet().removeIf(name -> !variables.containsKey(name));
    long now = nanoClock.getAsLong();
    variables.forEach((name, variable) -> {
      if (!variable.target().isEmpty()) {
        Asked known = asked.get(name);
        if (known == null || !known.variable.equals(variable)) {
          known = new Asked(variable, now);
          asked.put(name, known);
        }
        askIfDue(name, known, now);
      }
    });
  }

  private void askIfDue(String name, Asked one, long nowNanos) {
    if (one.asking || one.nextNanos - nowNanos > 0) {
      return;
    }
    one.asking = true;
    long interval = one.variable.intervalSeconds();
    one.nextNanos =
        interval == 0 ? Long.MAX_VALUE / 2 : nowNanos + TimeUnit.SECONDS.toNanos(interval);
    Thread.ofVirtual().name("weir-variable").start(() -> ask(name, one));
  }

  private void ask(String name, Asked one) {
    try {
      String answer = one.variable.target().startsWith("/") ? run(name, one) : get(name, one);
      String value = answer.strip();
      one.value = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value;
      one.unixSeconds = wallClock.instant().getEpochSecond();
      one.failing = false;
    } catch (IOException | IllegalArgumentException e) {
      if (!one.failing) { // once for each time that it begins to fail
        log.warn("the variable {} keeps its value: {}", name, e.getMessage());
      }
      one.failing = true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      one.asking = false;
    }
  }

  private String get(String name, Asked one) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(one.variable.target()))
            .header("X-Custom-Variable", name)
            .build();
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    try {
      HttpResponse<String> got = answer.get(one.variable.waitMillis(), TimeUnit.MILLISECONDS);
      if (got.statusCode() / 100 != 2) {
        throw new IOException("the answer was " + got.statusCode());
      }
      return got.body();
    } catch (TimeoutException e) {
      throw new IOException("no answer in " + one.variable.waitMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  private String run(String name, Asked one) throws IOException, InterruptedException {
    List<String> words =
        CommandLine.split(one.variable.target())
            .orElseThrow(() -> new IOException("it is no command"));
    if (!config.get().mayRun(words.getFirst())) {
      throw new IOException("config.programs does not allow to run " + words.getFirst());
    }
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("MIST_CUSTOM_VARIABLE", name);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> printed =
          CompletableFuture.supplyAsync(() -> read(process), VIRTUAL);
      return printed.get(one.variable.waitMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("it took longer than " + one.variable.waitMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static String read(Process process) {
    try (InputStream out = process.getInputStream()) {
      return new String(out.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    http.shutdownNow();
  }
}
