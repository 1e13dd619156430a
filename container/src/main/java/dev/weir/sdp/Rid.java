package dev.weir.sdp;

import java.util.stream.Stream;

/// A layer of a medium: `a=rid:hi send max-width=1280` (RFC 8851).
///
/// @param id its name in packets
/// @param send whether the describer sends it
/// @param restrictions as written, may be empty
public record Rid(String id, boolean send, String restrictions) {
  static Stream<Rid> parse(String text) {
    String[] words = text.split(" +", 3);
    boolean known = words.length > 1 && (words[1].equals("send") || words[1].equals("recv"));
    return known
        ? Stream.of(new Rid(words[0], words[1].equals("send"), words.length > 2 ? words[2] : ""))
        : Stream.empty();
  }
}
