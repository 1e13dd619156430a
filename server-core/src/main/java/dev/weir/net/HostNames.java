package dev.weir.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The addresses of hosts that the configuration names. The JDK asks for them in a way that blocks,
/// so virtual threads do, and each answer holds for half a minute.
///
/// Any thread may call this; it does not block. It remembers as many names as are configured.
public final class HostNames {
  private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(30);

  private record Asked(CompletableFuture<List<InetAddress>> addresses, long askedNanos) {}

  private final LongSupplier nanoClock;
  private final ConcurrentMap<String, Asked> known = new ConcurrentHashMap<>();

  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public HostNames(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// Whether `address` is one of a host in `names`; a host that is not found has none.
  public CompletionStage<Boolean> include(List<String> names, InetAddress address) {
    CompletableFuture<Boolean> found = CompletableFuture.completedFuture(false);
    for (String name : names) {
      found =
          found.thenCombine(
              addresses(name), (before, addresses) -> before || addresses.contains(address));
    }
    return found;
  }

  private CompletableFuture<List<InetAddress>> addresses(String name) {
    long nowNanos = nanoClock.getAsLong();
    return known.compute(
            name,
            (_, asked) ->
                asked != null && nowNanos - asked.askedNanos < VALID_NANOS
                    ? asked
                    : new Asked(ask(name), nowNanos))
        .addresses;
  }

  private static CompletableFuture<List<InetAddress>> ask(String name) {
    CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("weir-resolve")
        .start(() -> {
          try {
            addresses.complete(Arrays.asList(InetAddress.getAllByName(name)));
          } catch (UnknownHostException _) {
            addresses.complete(List.of());
          }
        });
    return addresses;
  }
}
