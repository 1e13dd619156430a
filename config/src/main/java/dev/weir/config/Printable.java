package dev.weir.config;

/// Makes text from outside fit for a message: short, and on one line.
final class Printable {
  private static final int LONGEST = 60;
  private static final int LONGEST_SENTENCE = 300;

  private Printable() {}

  /// A quotation from the document.
  static String of(String text) {
    return of(text, LONGEST);
  }

  /// A whole sentence.
  static String sentence(String text) {
    return of(text, LONGEST_SENTENCE);
  }

  private static String of(String text, int longest) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(longest)
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            out.append(String.format("\\x%02X", c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return text.codePointCount(0, text.length()) > longest ? out + "…" : out.toString();
  }
}
