package dev.weir.control;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How often an address may fail to log in: a few times freely, then it waits twice as long after
/// each failure.
///
/// IPv6 peers own whole networks, so there the first 64 bits count as the address. Any thread.
final class LoginLimits {
  private static final int FREE_FAILURES = 5;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(15);
  private static final int MOST_ADDRESSES = 10_000;

  private record Failures(int count, long lastNanos) {
    long waitNanos() {
      int doublings = Math.min(count - FREE_FAILURES, 9);
      return count < FREE_FAILURES
          ? 0
          : Math.min(TimeUnit.SECONDS.toNanos(1) << doublings, LONGEST_WAIT_NANOS);
    }
  }

  private final LongSupplier nanoClock;
  // Guarded by itself; the address that failed longest ago goes first.
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  LoginLimits(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// For how many seconds `address` may not try; 0 if it may.
  long waitSeconds(InetAddress address) {
    long now = nanoClock.getAsLong();
    synchronized (failures) {
      Failures known = failures.get(key(address));
      if (known == null) {
        return 0;
      }
      long left = known.lastNanos + known.waitNanos() - now;
      return left <= 0 ? 0 : TimeUnit.NANOSECONDS.toSeconds(left) + 1;
    }
  }

  /// Notes that `address` failed.
  void failed(InetAddress address) {
    long now = nanoClock.getAsLong();
    synchronized (failures) {
      failures.merge(
          key(address),
          new Failures(1, now),
          (old, fresh) ->
              now - old.lastNanos > FORGOTTEN_NANOS ? fresh : new Failures(old.count + 1, now));
    }
  }

  /// Notes that `address` got in.
  void succeeded(InetAddress address) {
    synchronized (failures) {
      failures.remove(key(address));
    }
  }

  private static String key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
  }
}
