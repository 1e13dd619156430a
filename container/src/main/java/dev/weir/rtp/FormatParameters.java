package dev.weir.rtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The parameters of a payload format, as `a=fmtp` has them: `name=value;name=value`.
///
/// Names are compared without regard to case: senders do not agree on it.
///
/// @param entries in the order of the description
public record FormatParameters(List<Map.Entry<String, String>> entries) {
  /// No parameters.
  public static final FormatParameters NONE = new FormatParameters(List.of());

  private static final int MAX_ENTRIES = 64; // what comes after them is passed over

  /// Copies the list.
  public FormatParameters {
    entries = List.copyOf(entries);
  }

  /// Parameters from names and values in turn.
  public static FormatParameters of(String... namesAndValues) {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      entries.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new FormatParameters(entries);
  }

  /// Reads the text after the payload type. A name without a value has the value "".
  public static FormatParameters parse(String text) {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (int from = 0; from < text.length() && entries.size() < MAX_ENTRIES; ) {
      int to = text.indexOf(';', from);
      to = to < 0 ? text.length() : to;
      String entry = text.substring(from, to).strip();
      int equals = entry.indexOf('=');
      String name = equals < 0 ? entry : entry.substring(0, equals).strip();
      if (!name.isEmpty()) {
        entries.add(Map.entry(name, equals < 0 ? "" : entry.substring(equals + 1).strip()));
      }
      from = to + 1;
    }
    return new FormatParameters(entries);
  }

  /// The value of the first parameter of this name, or null.
  public @Nullable String get(String name) {
    for (Map.Entry<String, String> entry : entries) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        return entry.getValue();
      }
    }
    return null;
  }

  /// The value as a number, or `otherwise` if there is none or it is no number.
  public int integer(String name, int otherwise) {
    String value = get(name);
    try {
      return value == null ? otherwise : Integer.parseInt(value.strip());
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }

  /// The text after the payload type.
  public String text() {
    return entries.stream()
        .map(entry ->
            entry.getValue().isEmpty() ? entry.getKey() : entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }
}
