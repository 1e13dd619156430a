package dev.weir.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The variables of a URL: `name=value` pairs, form-encoded.
///
/// Of variables given twice the last one counts; after [#MAX_VARIABLES] the rest is ignored. What
/// is not well encoded is taken as it stands, since every player invents its own variables.
public final class Query {
  private static final int MAX_VARIABLES = 256;
  private static final Query NONE = new Query("", Map.of());

  private final String raw;
  private final Map<String, String> values;

  private Query(String raw, Map<String, String> values) {
    this.raw = raw;
    this.values = values;
  }

  /// Takes apart what follows the `?` of a URL.
  public static Query parse(String raw) {
    if (raw.isEmpty()) {
      return NONE;
    }
    Map<String, String> values = new LinkedHashMap<>();
    forEachPair(
        raw,
        pair -> {
          int equals = pair.indexOf('=');
          String name = decode(equals < 0 ? pair : pair.substring(0, equals));
          if (!name.isEmpty() && values.size() < MAX_VARIABLES) {
            values.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
          }
        });
    return new Query(raw, values);
  }

  /// Gives the pairs of what follows the `?` of a URL, as they were sent.
  static void forEachPair(String raw, Consumer<String> then) {
    for (int from = 0; from < raw.length(); ) {
      int ampersand = raw.indexOf('&', from);
      int to = ampersand < 0 ? raw.length() : ampersand;
      if (to > from) {
        then.accept(raw.substring(from, to));
      }
      from = to + 1;
    }
  }

  /// As it was sent, without the `?`.
  public String raw() {
    return raw;
  }

  /// Whether the variable is there, with or without a value.
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// Whether one of the variables is there.
  boolean hasAny(List<String> names) {
    for (String name : names) {
      if (has(name)) {
        return true;
      }
    }
    return false;
  }

  /// The variable's value; empty text if it was given without one.
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// The variable's value if it is a whole number.
  public OptionalLong number(String name) {
    String value = values.get(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static String decode(String text) {
    if (PercentDecoder.isPlain(text)) {
      return text;
    }
    byte[] bytes = PercentDecoder.bytes(text, true);
    return bytes == null ? text : new String(bytes, StandardCharsets.UTF_8);
  }
}
