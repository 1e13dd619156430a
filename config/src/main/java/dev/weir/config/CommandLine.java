package dev.weir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes a command line apart without a shell: words are separated by spaces; quotes, single or
/// double, hold a word together, and a backslash outside of single quotes takes the next character
/// as it is. Nothing else means anything.
public final class CommandLine {
  private static final int MOST_WORDS = 256;

  private CommandLine() {}

  /// The words of `line`; empty if it has none, too many, or a quote that does not end.
  public static Optional<List<String>> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean open = false; // whether a word has begun, perhaps an empty one
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        open = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        open = true;
      } else if (c != ' ') {
        word.append(c);
        open = true;
      } else if (open) {
        words.add(word.toString());
        word.setLength(0);
        open = false;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    boolean usable = quote == 0 && !words.isEmpty() && words.size() <= MOST_WORDS;
    return usable ? Optional.of(List.copyOf(words)) : Optional.empty();
  }
}
