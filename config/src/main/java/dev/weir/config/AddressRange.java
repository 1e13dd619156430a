package dev.weir.config;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// All addresses that share their first bits: `10.0.0.0/8`, `2001:db8::/32`, one address,
/// `localhost`.
///
/// @param network the first address of the range
/// @param prefixBits how many bits are the same
public record AddressRange(InetAddress network, int prefixBits) {
  /// Both families whole.
  static final List<AddressRange> EVERYWHERE = List.of(literal("0.0.0.0/0"), literal("::/0"));

  /// This machine.
  static final List<AddressRange> LOOPBACK = List.of(literal("127.0.0.0/8"), literal("::1"));

  /// Reads an address, or an address and the length of its prefix; asks no name server.
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int bits = address.getAddress().length * 8;
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      return prefix < 0 || prefix > bits
          ? Optional.empty()
          : Optional.of(new AddressRange(address, prefix));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Adds what `text` says to `ranges`, or gives the reason why it says nothing.
  static void readInto(List<AddressRange> ranges, String text, Consumer<String> reason) {
    parse(text)
        .ifPresentOrElse(
            ranges::add,
            () ->
                reason.accept(
                    '"' + Printable.of(text) + "\" is no address; legal: ADDRESS, ADDRESS/BITS"));
  }

  private static AddressRange literal(String text) {
    return parse(text).orElseThrow();
  }

  /// Whether `address` is of the same family and begins with the same bits.
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    int whole = prefixBits / 8;
    if (mine.length != other.length || !Arrays.equals(mine, 0, whole, other, 0, whole)) {
      return false;
    }
    int rest = prefixBits % 8;
    return rest == 0 || ((mine[whole] ^ other[whole]) & 0xFF) >> (8 - rest) == 0;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefixBits;
  }
}
