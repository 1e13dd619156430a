package dev.weir.bench.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// `bench/run soak [MINUTES [VIEWERS]]`: prints a line of [Vitals] each minute, and fails if the
/// last third of the time holds more than the third before it.
final class Soak {
  private static final int DEFAULT_MINUTES = 60;
  private static final int LEAST_MINUTES = 6; // two a third
  private static final int DEFAULT_VIEWERS = 120;

  /// What may be added between two thirds of the time without being a leak: caches and counters
  /// breathe.
  private static final double TOLERANCE = 1.05;

  private static final double TOLERATED_MEGABYTES = 8;
  private static final double TOLERATED_HANDLES = 20;

  private Soak() {}

  /// Runs from the root of the project.
  public static void main(String[] args) throws IOException, InterruptedException {
    int minutes = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_MINUTES;
    if (minutes < LEAST_MINUTES) {
      throw new IllegalArgumentException("less than " + LEAST_MINUTES + " minutes show nothing");
    }
    int viewers = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_VIEWERS;
    Path clip = Path.of("server-core/src/main/resources/dev/weir/source/demo.flv").toAbsolutePath();
    int http = ServerProcess.freePort();
    int rtmp = ServerProcess.freePort();
    Process server =
        ServerProcess.start(
            "soak",
            "--http-port",
            Integer.toString(http),
            "--rtmp-port",
            Integer.toString(rtmp),
            "--api-port",
            Integer.toString(ServerProcess.freePort()));
    Publishers publishers = new Publishers(clip, rtmp);
    Visitors visitors = new Visitors(http, rtmp, "demo", "live+a", "live+b");
    try {
      ServerProcess.await(http);
      publishers.start("live+a");
      publishers.start("live+b");
      visitors.start(viewers);
      System.out.println(Vitals.TITLE);
      List<Vitals> seen = new ArrayList<>();
      for (int minute = 1; minute <= minutes; minute++) {
        TimeUnit.MINUTES.sleep(1);
        Vitals vitals = Vitals.of(server.pid());
        seen.add(vitals);
        System.out.println(
            vitals.line(minute, visitors.present(), visitors.takeBytes() / 1e6 / 60)
                + "  "
                + visitors.takeLooks());
      }
      boolean flat = isFlat("heap", seen, Vitals::heapMegabytes, TOLERATED_MEGABYTES);
      flat &= isFlat("native", seen, Vitals::nativeMegabytes, TOLERATED_MEGABYTES);
      flat &= isFlat("resident", seen, Vitals::residentMegabytes, TOLERATED_MEGABYTES);
      flat &= isFlat("handles", seen, Vitals::handles, TOLERATED_HANDLES);
      if (!flat) {
        throw new IllegalStateException("the server grows");
      }
    } finally {
      visitors.stop();
      publishers.stop();
      server.destroy();
      server.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static boolean isFlat(
      String what, List<Vitals> seen, ToDoubleFunction<Vitals> figure, double tolerated) {
    int third = seen.size() / 3;
    double before = mean(seen.subList(third, 2 * third), figure);
    double after = mean(seen.subList(2 * third, seen.size()), figure);
    boolean flat = after <= before * TOLERANCE + tolerated;
    System.out.printf(
        "%s: %.1f in the second third, %.1f in the last: %s%n",
        what, before, after, flat ? "flat" : "GROWS");
    return flat;
  }

  private static double mean(List<Vitals> seen, ToDoubleFunction<Vitals> figure) {
    return seen.stream().mapToDouble(figure).average().orElse(0);
  }
}
