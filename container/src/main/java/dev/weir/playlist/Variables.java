package dev.weir.playlist;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.UnsupportedMediaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts the values of EXT-X-DEFINE in the place of `{$NAME}` (RFC 8216bis 4.3).
final class Variables {
  private static final String DEFINE = "EXT-X-DEFINE";
  private static final Pattern REFERENCE = Pattern.compile("\\{\\$([a-zA-Z0-9_-]{1,256})}");
  private static final int MAX_TOTAL_CHARS = 16 << 20; // of what is put in: values do not nest

  private final Map<String, String> values = new HashMap<>();
  private long chars; // put in so far

  private Variables() {}

  static List<PlaylistLine> substitute(List<PlaylistLine> lines) {
    if (lines.stream().noneMatch(line -> line.tag().equals(DEFINE))) {
      return lines;
    }
    Variables variables = new Variables();
    List<PlaylistLine> replaced = new ArrayList<>(lines.size());
    for (PlaylistLine line : lines) {
      if (line.tag().equals(DEFINE)) {
        variables.define(line);
      } else {
        replaced.add(new PlaylistLine(line.number(), line.tag(), variables.replace(line)));
      }
    }
    return replaced;
  }

  private void define(PlaylistLine line) {
    AttributeList attributes = line.attributes();
    String name = attributes.find("NAME");
    if (name == null) {
      throw new UnsupportedMediaException(
          "HLS playlist %s: only variables with NAME and VALUE are known".formatted(line));
    }
    values.put(name, attributes.require(line, "VALUE"));
  }

  private String replace(PlaylistLine line) {
    if (!line.value().contains("{$")) {
      return line.value();
    }
    return REFERENCE
        .matcher(line.value())
        .replaceAll(found -> {
          String value = values.get(found.group(1));
          if (value == null) {
            throw new MalformedMediaException(
                "HLS playlist %s: the variable %s is not defined".formatted(line, found.group(1)));
          }
          chars += value.length();
          if (chars > MAX_TOTAL_CHARS) {
            throw new MalformedMediaException(
                "HLS playlist %s: variables put in over the limit of %d characters"
                    .formatted(line, MAX_TOTAL_CHARS));
          }
          return Matcher.quoteReplacement(value);
        });
  }
}
