package dev.weir.trigger;

import dev.weir.config.StreamName;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/// Which streams a rule is for.
///
/// | entry | which streams |
/// |---|---|
/// | `live+cam1` | this one |
/// | `live` | this one and all its wildcards |
/// | `live+` | all its wildcards |
/// | `#sport` | those that have the tag |
/// | `!…` | not these |
///
/// The last entry that fits decides; if none does, the rule is for the stream only if all entries
/// say which it is not for. No entries at all: for every stream.
final class StreamPatterns {
  private StreamPatterns() {}

  static boolean fit(List<String> entries, StreamName name, Supplier<Collection<String>> tags) {
    boolean fits = entries.stream().allMatch(entry -> entry.startsWith("!"));
    for (String entry : entries) {
      boolean negative = entry.startsWith("!");
      if (fits(negative ? entry.substring(1) : entry, name, tags)) {
        fits = !negative;
      }
    }
    return fits;
  }

  private static boolean fits(String pattern, StreamName name, Supplier<Collection<String>> tags) {
    if (pattern.startsWith("#")) {
      return tags.get().contains(pattern.substring(1));
    }
    return pattern.equals(name.full())
        || pattern.equals(name.base())
        || (!name.wildcard().isEmpty() && pattern.equals(name.base() + "+"));
  }
}
