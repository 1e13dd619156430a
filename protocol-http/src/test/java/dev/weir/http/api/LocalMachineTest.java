package dev.weir.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalMachineTest {
  private final LocalMachine machine = new LocalMachine();

  @Test
  void hasEveryAddressOfItsInterfaces() throws Exception {
    assertThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
        .isNotEmpty()
        .allMatch(machine::has);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"})
  void hasEveryLoopback(String address) {
    assertThat(machine.has(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "2001:db8::7", "0.0.0.1"})
  void hasNoOther(String address) {
    assertThat(machine.has(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "LOCALHOST, true",
    "127.0.0.1, true",
    "[::1], true",
    "rebound.example, false",
    "localhost.example, false",
    "127.0.0.1.example, false"
  })
  void isCalledByNamesThatNobodyElseCanPointAtIt(String host, boolean own) {
    assertThat(machine.isCalled(host)).isEqualTo(own);
  }
}
