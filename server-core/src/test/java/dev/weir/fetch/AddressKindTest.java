package dev.weir.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKindTest {
  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, PUBLIC",
    "172.15.255.255, PUBLIC",
    "172.32.0.1, PUBLIC",
    "2001:4860:4860::8888, PUBLIC",
    "127.0.0.1, PRIVATE",
    "127.255.1.2, PRIVATE",
    "10.1.2.3, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.168.1.1, PRIVATE",
    "100.64.0.1, PRIVATE",
    "::1, PRIVATE",
    "fd12::1, PRIVATE",
    "169.254.169.254, LINK_LOCAL",
    "100.100.100.200, LINK_LOCAL",
    "fe80::1, LINK_LOCAL",
    "fd00:ec2::254, LINK_LOCAL",
    "0.0.0.0, NOBODY",
    "224.0.0.1, NOBODY",
    "255.255.255.255, NOBODY",
    "ff02::1, NOBODY",
    "::, NOBODY"
  })
  void isToldByTheNumber(String address, AddressKind kind) {
    assertThat(AddressKind.of(InetAddress.ofLiteral(address))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "::ffff:169.254.169.254, LINK_LOCAL",
    "::127.0.0.1, PRIVATE",
    "64:ff9b::a9fe:a9fe, LINK_LOCAL",
    "64:ff9b::7f00:1, PRIVATE",
    "2002:a9fe:a9fe::1, LINK_LOCAL",
    "2002:808:808::1, PUBLIC"
  })
  void seesTheIpv4AddressInsideOfIpv6(String address, AddressKind kind) {
    assertThat(AddressKind.of(InetAddress.ofLiteral(address))).isEqualTo(kind);
  }
}
