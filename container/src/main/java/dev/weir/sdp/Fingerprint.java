package dev.weir.sdp;

import dev.weir.media.Octets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;

/// The hash of a certificate: `a=fingerprint:sha-256 AB:CD:…` (RFC 8122 5).
///
/// @param hash its function in lower case
/// @param value the hash
public record Fingerprint(String hash, Octets value) {
  private static final int MAX_CHARS = 3 * 64; // SHA-512

  static Stream<Fingerprint> parse(String text) {
    String[] words = text.split(" +", -1);
    if (words.length < 2 || words[1].length() > MAX_CHARS) {
      return Stream.empty();
    }
    try {
      byte[] value = HexFormat.ofDelimiter(":").parseHex(words[1]);
      return Stream.of(new Fingerprint(words[0].toLowerCase(Locale.ROOT), Octets.of(value)));
    } catch (IllegalArgumentException _) {
      return Stream.empty();
    }
  }

  /// The value of the attribute.
  public String text() {
    return hash + " " + HexFormat.ofDelimiter(":").withUpperCase().formatHex(value.toByteArray());
  }
}
