package dev.weir.http;

import dev.weir.session.PlayerReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads Common Media Client Data (CTA-5004): keys with values, in the variable `CMCD` or in four
/// header fields.
///
/// ```
/// bl=4300,br=2300,bs,ot=v,sid="6e2fb550-c457-11e9-bb97-0800200c9a66"
/// ```
///
/// What is not understood is passed over: players bring keys of their own, and none may be turned
/// away for what it says of itself.
final class Cmcd {
  /// The variable.
  static final String NAME = "CMCD";

  private static final List<String> HEADERS =
      List.of("CMCD-Request", "CMCD-Object", "CMCD-Status", "CMCD-Session");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
  private static final Pattern QUOTED = Pattern.compile("\"(.+)\"");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");
  private static final Pattern CONTROL = Pattern.compile("\\p{C}");

  private static final int MOST_CHARACTERS = 4096;
  private static final int MOST_KEYS = 64;
  private static final int LONGEST_ID = 64; // CTA-5004 3.3

  private final Map<String, String> values = new HashMap<>();

  private Cmcd(String text) {
    int from = 0;
    while (from < text.length() && values.size() < MOST_KEYS) {
      int end = endOfPair(text, from);
      String[] pair = text.substring(from, end).strip().split("=", 2);
      values.put(pair[0], pair.length == 1 ? "true" : pair[1]);
      from = end + 1;
    }
  }

  /// What the player of a request says; empty if it says nothing.
  static Optional<PlayerReport> of(Request request) {
    return parse(request.query().value(NAME).orElseGet(() -> inHeaders(request)));
  }

  // Without streams: every request comes here, and most say nothing.
  private static String inHeaders(Request request) {
    String all = "";
    for (String name : HEADERS) {
      String one = request.headers().get(name, "");
      all = all.isEmpty() || one.isEmpty() ? all + one : all + "," + one;
    }
    return all;
  }

  static Optional<PlayerReport> parse(String text) {
    return text.isBlank() || text.length() > MOST_CHARACTERS
        ? Optional.empty()
        : Optional.of(new Cmcd(text).report());
  }

  /// Where the comma is that is in no string.
  private static int endOfPair(String text, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return text.length();
  }

  /// Bit rate and buffer are those of the object that is asked for: of pictures, if any.
  private PlayerReport report() {
    String object = values.getOrDefault("ot", "v");
    boolean main = object.equals("v") || object.equals("av");
    return new PlayerReport(
        main ? number("br") : -1,
        main ? number("bl") : -1,
        number("mtp"),
        values.getOrDefault("bs", "false").equals("true"),
        id("sid"),
        id("cid"));
  }

  private long number(String key) {
    String value = values.getOrDefault(key, "");
    return NUMBER.matcher(value).matches() ? Long.parseLong(value) : -1;
  }

  private @Nullable String id(String key) {
    String value = values.get(key);
    Matcher quoted = value == null ? null : QUOTED.matcher(value);
    if (quoted == null || !quoted.matches()) {
      return null;
    }
    String plain = ESCAPED.matcher(quoted.group(1)).replaceAll("$1");
    String id = CONTROL.matcher(plain).replaceAll("");
    return id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id;
  }
}
