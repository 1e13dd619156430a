package dev.weir.subtitle;

import dev.weir.media.MalformedMediaException;

/// Collects the lines of one text, joined by line feeds, up to a limit.
final class CueText {
  static final int MAX_CHARACTERS = 64 << 10;

  private final StringBuilder text = new StringBuilder();
  private final String name;

  private int lastLine; // where the last line begins

  CueText(String name) {
    this.name = name;
  }

  void add(String line, long position) {
    if (text.length() + line.length() >= MAX_CHARACTERS) {
      throw new MalformedMediaException(
          "%s at byte %d: text is over the limit of %d characters"
              .formatted(name, position, MAX_CHARACTERS));
    }
    if (!text.isEmpty()) {
      text.append('\n');
    }
    lastLine = text.length();
    text.append(line);
  }

  /// Takes the last line back if it is a number.
  void dropLastLineIfNumber() {
    String line = text.substring(lastLine).strip();
    if (!line.isEmpty() && line.length() <= 9 && line.chars().allMatch(c -> c >= '0' && c <= '9')) {
      text.setLength(Math.max(0, lastLine - 1));
    }
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /// The text so far, which is then forgotten.
  String take() {
    String taken = text.toString();
    text.setLength(0);
    lastLine = 0;
    return taken;
  }
}
