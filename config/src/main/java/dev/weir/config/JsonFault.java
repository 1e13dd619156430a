package dev.weir.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/// What is wrong with a text that is no JSON, in words that have nothing of the library.
public final class JsonFault {
  private static final Pattern START =
      Pattern.compile("\\(start marker at \\[Source: .*?; (line: \\d+, column: \\d+)]\\)");
  private static final Pattern LIMIT_FROM = Pattern.compile(", from `[^`]*`");

  private JsonFault() {}

  /// One sentence, without the position.
  public static String sentence(JsonProcessingException fault) {
    String first = fault.getOriginalMessage().lines().findFirst().orElse("");
    String named = LIMIT_FROM.matcher(first).replaceAll("");
    return Printable.sentence(
        START
            .matcher(named)
            .replaceAll(start -> "(that of " + start.group(1).replace(":", "") + ")"));
  }
}
