package dev.weir.playlist;

import dev.weir.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;

/// One line of an HLS playlist (RFC 8216bis 4.1) that says something: a tag, or an address.
///
/// @param number from 1
/// @param tag `EXTINF`, `EXT-X-MAP`, …; empty if the line is an address
/// @param value what follows the colon of the tag, or the address
public record PlaylistLine(int number, String tag, String value) {
  private static final int MAX_CHARS = 16 << 20;
  private static final int MAX_LINES = 500_000;
  private static final int MAX_LINE_CHARS = 64 << 10;
  private static final String FIRST = "EXTM3U";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /// The lines of a playlist without empty ones and comments; the first is `EXTM3U`.
  ///
  /// @throws MalformedMediaException if it does not start as a playlist does, or is too long
  public static List<PlaylistLine> all(String text) {
    limit("characters", text.length(), MAX_CHARS);
    List<PlaylistLine> lines = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      limit("lines", ++number, MAX_LINES);
      limit("characters in line " + number, line.length(), MAX_LINE_CHARS);
      // The standard forbids the mark; editors on Windows write it.
      String said = line.startsWith(BYTE_ORDER_MARK) && number == 1 ? line.substring(1) : line;
      if (lines.isEmpty() && !said.strip().equals("#" + FIRST)) {
        throw new MalformedMediaException(
            "HLS playlist: the first line is not #EXTM3U but \"%s\"".formatted(start(said)));
      }
      if (said.startsWith("#EXT")) {
        lines.add(tag(number, said.strip()));
      } else if (!said.isBlank() && said.charAt(0) != '#') {
        lines.add(new PlaylistLine(number, "", said.strip()));
      }
    }
    if (lines.isEmpty()) {
      throw new MalformedMediaException("HLS playlist: it is empty");
    }
    return lines;
  }

  /// Whether the line is an address.
  public boolean isUri() {
    return tag.isEmpty();
  }

  /// The value, read as a list of attributes.
  ///
  /// @throws MalformedMediaException if it is none
  public AttributeList attributes() {
    return AttributeList.parse(toString(), value);
  }

  /// What this line is in messages.
  @Override
  public String toString() {
    return "line %d, %s".formatted(number, isUri() ? "the address" : "#" + tag);
  }

  private static PlaylistLine tag(int number, String line) {
    int colon = line.indexOf(':');
    return colon < 0
        ? new PlaylistLine(number, line.substring(1), "")
        : new PlaylistLine(number, line.substring(1, colon), line.substring(colon + 1));
  }

  private static void limit(String what, int found, int allowed) {
    if (found > allowed) {
      throw new MalformedMediaException(
          "HLS playlist: %d %s are over the limit of %d".formatted(found, what, allowed));
    }
  }

  private static String start(String line) {
    return line.substring(0, Math.min(line.length(), 40));
  }
}
