package dev.weir.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
  private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.1");

  private final AtomicLong nanos = new AtomicLong(-5);
  private final LoginLimits limits = new LoginLimits(nanos::get);

  @Test
  void doublesTheWaitAfterAFewFailures() {
    for (int i = 0; i < 4; i++) {
      limits.failed(PEER);
      assertThat(limits.waitSeconds(PEER)).isZero();
    }
    for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
      limits.failed(PEER);
      assertThat(limits.waitSeconds(PEER)).isBetween(seconds, seconds + 1);
    }
    assertThat(limits.waitSeconds(InetAddress.ofLiteral("192.0.2.2"))).isZero();
  }

  @Test
  void forgetsFailuresInTimeAndWithASuccess() {
    for (int i = 0; i < 8; i++) {
      limits.failed(PEER);
    }
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(16));
    assertThat(limits.waitSeconds(PEER)).isZero();
    limits.failed(PEER);
    assertThat(limits.waitSeconds(PEER)).as("the first of a new row").isZero();
    for (int i = 0; i < 8; i++) {
      limits.failed(PEER);
    }
    limits.succeeded(PEER);
    assertThat(limits.waitSeconds(PEER)).isZero();
  }

  @Test
  void takesANetworkOfIpv6ForOneAddress() {
    for (int i = 0; i < 8; i++) {
      limits.failed(InetAddress.ofLiteral("2001:db8::" + i));
    }
    assertThat(limits.waitSeconds(InetAddress.ofLiteral("2001:db8::ffff"))).isPositive();
    assertThat(limits.waitSeconds(InetAddress.ofLiteral("2001:db8:0:1::1"))).isZero();
  }

  @Test
  void remembersOnlySoManyAddresses() {
    for (int i = 0; i < 8; i++) {
      limits.failed(PEER);
    }
    for (int i = 0; i < 20_000; i++) {
      limits.failed(InetAddress.ofLiteral("10.0." + (i >> 8) + "." + (i & 0xFF)));
    }
    assertThat(limits.waitSeconds(PEER)).isZero();
  }
}
