package dev.weir.source;

import dev.weir.fetch.Fetcher;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// The kinds of pull that need no protocol module.
public final class Pulls {
  private Pulls() {}

  /// All of them.
  ///
  /// @param fetcher for what comes over HTTP
  /// @param allowed whether the program at a path may be run
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public static List<PullKind> kinds(
      Fetcher fetcher, Predicate<String> allowed, LongSupplier nanoClock) {
    return List.of(
        HttpPull.kind(fetcher, nanoClock), UdpPull.kind(), ProgramPull.kind(allowed, nanoClock));
  }
}
