package dev.weir.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostNamesTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private long nowNanos;
  private final HostNames names = new HostNames(() -> nowNanos);

  private boolean include(List<String> hosts, InetAddress address) throws Exception {
    return names.include(hosts, address).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void knowsTheAddressesOfAHost() throws Exception {
    assertThat(include(List.of("localhost"), LOOPBACK)).isTrue();
    assertThat(include(List.of("no-such-host.invalid", "localhost"), LOOPBACK)).isTrue();
    assertThat(include(List.of("localhost"), InetAddress.ofLiteral("192.0.2.1"))).isFalse();
  }

  @Test
  void aHostThatIsNotFoundHasNoAddress() throws Exception {
    assertThat(include(List.of("no-such-host.invalid"), LOOPBACK)).isFalse();
    assertThat(include(List.of(), LOOPBACK)).isFalse();
  }

  @Test
  void anAnswerHoldsForHalfAMinute() throws Exception {
    include(List.of("localhost"), LOOPBACK);
    assertThat(names.include(List.of("localhost"), LOOPBACK).toCompletableFuture()).isDone();
    nowNanos += TimeUnit.SECONDS.toNanos(31);
    assertThat(include(List.of("localhost"), LOOPBACK)).isTrue();
  }
}
