package dev.weir.bench.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `bench/run storm [SECONDS [PER_MINUTE]]`: sessions that open and close while a blocking handler
/// of `USER_NEW` is slow, and while it never answers. Prints a line for each phase: who got in and
/// how fast, how viewers who stay fared, how late event loops were, and the memory before and
/// after.
///
/// Fails if sessions were lost, a viewer who stays was cut off, or memory grew.
final class Storm {
  private static final int DEFAULT_SECONDS = 60;
  private static final int DEFAULT_PER_MINUTE = 12_000;
  private static final int STEADY = 8;
  private static final String STREAM = "demo.flv";
  private static final double TOLERATED_HEAP_MEGABYTES = 16;
  private static final Pattern LAG = Pattern.compile("weir_loop_lag_seconds\\{[^}]*\\} (\\S+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process server;
  private final SlowHandler handler;
  private final Callers callers;
  private final SteadyViewers steady;
  private final URI metrics;

  private Storm(Process server, SlowHandler handler, int httpPort, int apiPort) throws IOException {
    this.server = server;
    this.handler = handler;
    this.callers = new Callers(httpPort, STREAM);
    this.steady = new SteadyViewers(httpPort, STREAM, STEADY);
    this.metrics = URI.create("http://127.0.0.1:" + apiPort + "/storm");
  }

  /// Runs from the root of the project.
  public static void main(String[] args) throws IOException, InterruptedException {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_SECONDS;
    int perMinute = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_PER_MINUTE;
    int httpPort = ServerProcess.freePort();
    int apiPort = ServerProcess.freePort();
    try (SlowHandler handler = new SlowHandler()) {
      Path config = configuration(handler.url());
      Process server =
          ServerProcess.start(
              "storm",
              "--config",
              config.toString(),
              "--http-port",
              Integer.toString(httpPort),
              "--api-port",
              Integer.toString(apiPort));
      try {
        ServerProcess.await(httpPort);
        Storm storm = new Storm(server, handler, httpPort, apiPort);
        boolean well = storm.run(seconds, perMinute);
        storm.steady.close();
        storm.callers.close();
        if (!well) {
          throw new IllegalStateException("sessions were lost, or memory grew");
        }
      } finally {
        server.destroy();
        server.waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private static Path configuration(String handler) throws IOException {
    Path file = Files.createTempFile("weir-storm", ".json");
    Files.writeString(
        file,
        """
        {"config": {"prometheus": "storm", "accesslog": "",
           "protocols": [{"connector": "HTTP", "interface": "127.0.0.1"}],
           "triggers": {"USER_NEW": [{"handler": "%s", "sync": true}]}},
         "streams": {"demo": {"source": "demo:", "always_on": true}}}
        """
            .formatted(handler));
    file.toFile().deleteOnExit();
    return file;
  }

  private boolean run(int seconds, int perMinute) throws IOException, InterruptedException {
    System.out.println(
        "phase           sessions  lost  first byte p50 / p99 ms  asked   steady gap p50 / p99 /"
            + " max ms  loop late ms  heap MB        resident MB");
    phase("warm-up", 10, perMinute, 0);
    phase("calm", seconds, 0, 0);
    // The sessions of ten minutes are remembered, up to a number: in this phase that comes about.
    Phase slow = phase("answer 50 ms", seconds, perMinute, 50);
    Phase dead = phase("no answer", seconds, perMinute, -1);
    Phase again = phase("answers again", seconds, perMinute, 50);
    return slow.well && dead.well && again.well && again.isNoLargerThan(slow);
  }

  /// What came of a phase.
  ///
  /// @param well whether everybody got in, and those who stay were not cut off
  private record Phase(boolean well, double heapMegabytes) {
    boolean isNoLargerThan(Phase earlier) {
      return heapMegabytes < earlier.heapMegabytes + TOLERATED_HEAP_MEGABYTES;
    }
  }

  private Phase phase(String name, int seconds, int perMinute, long handlerMillis)
      throws IOException, InterruptedException {
    handler.takes(handlerMillis);
    Vitals before = Vitals.of(server.pid());
    TimeUnit.SECONDS.sleep(1); // the collection itself is not measured
    handler.takeAsked();
    callers.take();
    steady.take();
    callers.come(perMinute);
    double late = 0;
    for (int i = 0; i < seconds; i++) {
      TimeUnit.SECONDS.sleep(1);
      // The metric is of the last 15 to 30 seconds: not of the phase before.
      late = i < Math.min(31, seconds - 1) ? 0 : Math.max(late, longestLag());
    }
    callers.come(0);
    TimeUnit.SECONDS.sleep(1);
    Callers.Seen seen = callers.take();
    SteadyViewers.Gaps gaps = steady.take();
    Vitals after = Vitals.of(server.pid());
    System.out.printf(
        Locale.ROOT,
        "%-14s  %8d  %4d  %9.1f / %9.1f     %6d  %6.1f / %5.1f / %5.1f          %5.1f         %5.1f"
            + " -> %5.1f  %5.0f -> %5.0f%n",
        name,
        seen.seen(),
        seen.failed(),
        seen.medianMillis(),
        seen.p99Millis(),
        handler.takeAsked(),
        gaps.medianMillis(),
        gaps.p99Millis(),
        gaps.longestMillis(),
        late * 1000,
        before.heapMegabytes(),
        after.heapMegabytes(),
        before.residentMegabytes(),
        after.residentMegabytes());
    boolean well = seen.failed() == 0 && gaps.pieces() > 0 && gaps.longestMillis() < 10_000;
    return new Phase(well, after.heapMegabytes());
  }

  private double longestLag() throws IOException, InterruptedException {
    String text =
        http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher lag = LAG.matcher(text);
    double longest = 0;
    while (lag.find()) {
      longest = Math.max(longest, Double.parseDouble(lag.group(1)));
    }
    return longest;
  }
}
