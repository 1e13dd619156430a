package dev.weir.config;

import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts values in the place of `$name` and `${name}`.
///
/// What a value holds may stand for something again, nine levels deep. Names that nobody knows stay
/// as they are written, and so does all text beyond a length that no address or file name reaches.
public final class Variables {
  private static final int DEEPEST = 9;
  private static final int LONGEST = 16 * 1024;
  private static final Pattern NAME = Pattern.compile("\\$(?:\\{([A-Za-z0-9_]+)}|([A-Za-z0-9_]+))");

  private Variables() {}

  /// The text with all values in place.
  ///
  /// @param values finds the value of a name, null for one that it does not know
  public static String expand(String text, Function<String, @Nullable String> values) {
    String expanded = text;
    for (int depth = 0; depth < DEEPEST && expanded.indexOf('$') >= 0; depth++) {
      String before = expanded;
      expanded = once(before, values);
      if (expanded == null) {
        return before;
      }
      if (expanded.equals(before)) {
        break;
      }
    }
    return expanded;
  }

  /// @return null if it becomes too long, which is noticed before much is made of it
  private static @Nullable String once(String text, Function<String, @Nullable String> values) {
    StringBuilder expanded = new StringBuilder();
    Matcher found = NAME.matcher(text);
    while (found.find() && expanded.length() <= LONGEST) {
      found.appendReplacement(expanded, Matcher.quoteReplacement(replacement(found, values)));
    }
    if (expanded.length() <= LONGEST) {
      found.appendTail(expanded);
    }
    return expanded.length() <= LONGEST ? expanded.toString() : null;
  }

  private static String replacement(MatchResult found, Function<String, @Nullable String> values) {
    String braced = found.group(1);
    String name = braced == null ? found.group(2) : braced;
    // The longest name that is known: $second followed by a letter is still the second.
    for (int end = name.length(); end > 0; end--) {
      String value = values.apply(name.substring(0, end));
      if (value != null && (braced == null || end == name.length())) {
        return value + name.substring(end);
      }
    }
    return found.group();
  }
}
