package dev.weir.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Sources that belong together: `a=ssrc-group:FID 1 2` (RFC 5576 4.2).
///
/// @param semantics `FID`, `SIM`, `FEC-FR`
/// @param sources in the order of the description
public record SourceGroup(String semantics, List<Integer> sources) {
  /// Copies the list.
  public SourceGroup {
    sources = List.copyOf(sources);
  }

  static Stream<SourceGroup> parse(String text) {
    String[] words = text.split(" +", -1);
    List<Integer> sources = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      long source = source(words[i]);
      if (source < 0) {
        return Stream.empty();
      }
      sources.add((int) source);
    }
    return sources.isEmpty() ? Stream.empty() : Stream.of(new SourceGroup(words[0], sources));
  }

  /// A source as it is written, or −1.
  static long source(String word) {
    try {
      long value = Long.parseLong(word);
      return value > 0xFFFF_FFFFL ? -1 : value;
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
