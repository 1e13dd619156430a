package dev.weir.fetch;

import dev.weir.config.AddressRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Who can be reached at an address: what decides whether something from outside may point there.
enum AddressKind {
  /// Anybody on the internet.
  PUBLIC,
  /// This machine, or the networks that its operator runs.
  PRIVATE,
  /// The link alone: where clouds answer with the machine's own credentials.
  LINK_LOCAL,
  /// Nobody: no address of one host.
  NOBODY;

  private record Range(AddressRange addresses, AddressKind kind) {}

  // The first that fits decides. IANA's registries of special-purpose addresses (RFC 6890), and
  // the addresses of cloud metadata that are not link-local by their number.
  private static final List<Range> RANGES =
      List.of(
          range("169.254.0.0/16", LINK_LOCAL),
          range("100.100.100.200/32", LINK_LOCAL),
          range("192.0.0.192/32", LINK_LOCAL),
          range("fe80::/10", LINK_LOCAL),
          range("fd00:ec2::254/128", LINK_LOCAL),
          range("0.0.0.0/8", NOBODY),
          range("127.0.0.0/8", PRIVATE),
          range("10.0.0.0/8", PRIVATE),
          range("172.16.0.0/12", PRIVATE),
          range("192.168.0.0/16", PRIVATE),
          range("100.64.0.0/10", PRIVATE),
          range("192.0.0.0/24", PRIVATE),
          range("198.18.0.0/15", PRIVATE),
          range("224.0.0.0/4", NOBODY),
          range("240.0.0.0/4", NOBODY),
          range("::/128", NOBODY),
          range("::1/128", PRIVATE),
          range("fc00::/7", PRIVATE),
          range("fec0::/10", PRIVATE),
          range("ff00::/8", NOBODY));

  /// Prefixes of IPv6 behind which an IPv4 address is reached: where it stands, in bytes.
  private static final int NAT64_AT = 12;

  private static final int SIX_TO_FOUR_AT = 2;

  static AddressKind of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 16) {
      if (startsWith(bytes, 0x00, 0x64, 0xFF, 0x9B)) { // 64:ff9b::/96 and 64:ff9b:1::/48, NAT64
        return of(embedded(bytes, NAT64_AT));
      }
      if (startsWith(bytes, 0x20, 0x02)) { // 2002::/16, 6to4
        return of(embedded(bytes, SIX_TO_FOUR_AT));
      }
      if (Arrays.equals(bytes, 0, 12, new byte[12], 0, 12) && (bytes[12] | bytes[13]) != 0) {
        return of(embedded(bytes, NAT64_AT)); // ::a.b.c.d, of old
      }
    }
    for (Range range : RANGES) {
      if (range.addresses.contains(address)) {
        return range.kind;
      }
    }
    return PUBLIC;
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress embedded(byte[] bytes, int at) {
    try {
      return Inet4Address.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static Range range(String addresses, AddressKind kind) {
    return new Range(AddressRange.parse(addresses).orElseThrow(), kind);
  }
}
