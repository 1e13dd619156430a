package dev.weir.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The name of a stream: the configured base, and what a wildcard stream adds after the `+`.
///
/// @param base lower-case letters, digits, `_`, `.` and `-`
/// @param wildcard what follows the `+`; empty for a stream that is configured under its own name
public record StreamName(String base, String wildcard) {
  /// The longest name, in bytes of UTF-8, with its wildcard.
  public static final int LONGEST_BYTES = 100;

  /// Makes a name of what a peer or a person wrote, as players and encoders of old expect.
  ///
  /// What follows a `?` is dropped, letters become lower case, and in the base other characters
  /// than those of a name are dropped. From the first `+` or space on the wildcard is kept as it
  /// is, so it is as hostile as whoever wrote it: it may hold `/` and `..`. Control characters make
  /// it no name.
  ///
  /// @return empty if nothing is left, or the name is longer than [#LONGEST_BYTES]
  public static Optional<StreamName> clean(String written) {
    String path = cut(written, written.indexOf('?'));
    int plus = path.indexOf('+');
    int space = path.indexOf(' ');
    int end = plus < 0 ? space : space < 0 ? plus : Math.min(plus, space);
    String base = cut(path, end).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]", "");
    String wildcard = end < 0 ? "" : path.substring(end + 1);
    StreamName name = new StreamName(base, wildcard);
    boolean usable =
        !base.isEmpty()
            && wildcard.chars().noneMatch(Character::isISOControl)
            && name.full().getBytes(StandardCharsets.UTF_8).length <= LONGEST_BYTES;
    return usable ? Optional.of(name) : Optional.empty();
  }

  private static String cut(String text, int end) {
    return end < 0 ? text : text.substring(0, end);
  }

  /// The whole name: `live+cam1`, or `live`.
  public String full() {
    return wildcard.isEmpty() ? base : base + "+" + wildcard;
  }

  @Override
  public String toString() {
    return full();
  }
}
