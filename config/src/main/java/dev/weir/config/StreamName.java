package dev.weir.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of a stream: the configured base, and what a wildcard stream adds after the `+`.
///
/// @param base lower-case letters, digits, `_`, `.` and `-`
/// @param wildcard what follows the `+`; empty for a stream that is configured under its own name
public record StreamName(String base, String wildcard) {
  /// The longest name, in bytes of UTF-8, with its wildcard.
  public static final int LONGEST_BYTES = 100;

  private static final Pattern NO_LETTER_OF_A_NAME = Pattern.compile("[^a-z0-9_.-]");

  /// Makes a name of what a peer or a person wrote, as players and encoders of old expect.
  ///
  /// What follows a `?` is dropped, letters become lower case, and in the base other characters
  /// than those of a name are dropped. From the first `+` or space on the wildcard is kept as it
  /// is, so it is as hostile as whoever wrote it: it may hold `/` and `..`. Control characters make
  /// it no name.
  ///
  /// @return empty if nothing is left, or the name is longer than [#LONGEST_BYTES]
  public static Optional<StreamName> clean(String written) {
    if (isClean(written)) {
      return Optional.of(new StreamName(written, ""));
    }
    String path = cut(written, written.indexOf('?'));
    int plus = path.indexOf('+');
    int space = path.indexOf(' ');
    int end = plus < 0 ? space : space < 0 ? plus : Math.min(plus, space);
    String base =
        NO_LETTER_OF_A_NAME.matcher(cut(path, end).toLowerCase(Locale.ROOT)).replaceAll("");
    String wildcard = end < 0 ? "" : path.substring(end + 1);
    StreamName name = new StreamName(base, wildcard);
    boolean usable =
        !base.isEmpty()
            && wildcard.chars().noneMatch(Character::isISOControl)
            && name.full().getBytes(StandardCharsets.UTF_8).length <= LONGEST_BYTES;
    return usable ? Optional.of(name) : Optional.empty();
  }

  /// Whether it is a name as it stands, without a wildcard, as most are.
  private static boolean isClean(String written) {
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '.' && c != '-') {
        return false;
      }
    }
    return !written.isEmpty() && written.length() <= LONGEST_BYTES;
  }

  private static String cut(String text, int end) {
    return end < 0 ? text : text.substring(0, end);
  }

  /// The whole name: `live+cam1`, or `live`.
  public String full() {
    return wildcard.isEmpty() ? base : base + "+" + wildcard;
  }

  /// What a variable of a text stands for that concerns a stream of this name: `stream`,
  /// `basename`, `wildcard`, or `pluswildcard`, which has its plus before it. The wildcard is as it
  /// was written.
  ///
  /// @return null if it is none of them
  public @Nullable String variable(String name) {
    return switch (name) {
      case "stream" -> full();
      case "basename" -> base;
      case "wildcard" -> wildcard;
      case "pluswildcard" -> wildcard.isEmpty() ? "" : "+" + wildcard;
      default -> null;
    };
  }

  @Override
  public String toString() {
    return full();
  }
}
