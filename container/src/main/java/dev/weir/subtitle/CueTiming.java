package dev.weir.subtitle;

import org.jspecify.annotations.Nullable;

/// A line like `00:01,000 --> 00:02,500 line:0`.
///
/// @param startMillis when the cue appears
/// @param endMillis when it goes
/// @param settings what follows the times
record CueTiming(long startMillis, long endMillis, String settings) {
  private static final String ARROW = "-->";

  /// Reads a line; null if it is none of these.
  static @Nullable CueTiming parse(String line) {
    int arrow = line.indexOf(ARROW);
    if (arrow < 0) {
      return null;
    }
    String rest = line.substring(arrow + ARROW.length()).strip();
    int space = 0;
    while (space < rest.length() && !Character.isWhitespace(rest.charAt(space))) {
      space++;
    }
    long start = CueTime.parse(line.substring(0, arrow).strip());
    long end = CueTime.parse(rest.substring(0, space));
    return start < 0 || end < 0 ? null : new CueTiming(start, end, rest.substring(space).strip());
  }
}
