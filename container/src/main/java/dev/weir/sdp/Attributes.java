package dev.weir.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `a=` lines of a session or of one of its media, in their order.
///
/// @param all the lines
public record Attributes(List<Attribute> all) {
  /// No lines.
  public static final Attributes NONE = new Attributes(List.of());

  /// One line.
  ///
  /// @param name what is before the colon
  /// @param value what is after it, or null if there is none: a flag
  public record Attribute(String name, @Nullable String value) {
    static Attribute parse(String line) {
      int colon = line.indexOf(':');
      return colon < 0
          ? new Attribute(line.strip(), null)
          : new Attribute(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }

    @Override
    public String toString() {
      return value == null ? name : name + ":" + value;
    }
  }

  /// Copies the list.
  public Attributes {
    all = List.copyOf(all);
  }

  /// Whether there is a line of this name.
  public boolean has(String name) {
    return all.stream().anyMatch(attribute -> attribute.name().equals(name));
  }

  /// The value of the first line of this name that has one, or null.
  public @Nullable String first(String name) {
    for (Attribute attribute : all) {
      if (attribute.name().equals(name) && attribute.value() != null) {
        return attribute.value();
      }
    }
    return null;
  }

  /// The values of all lines of this name that have one.
  public List<String> values(String name) {
    List<String> values = new ArrayList<>();
    for (Attribute attribute : all) {
      String value = attribute.value();
      if (attribute.name().equals(name) && value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /// These lines and one more.
  ///
  /// @param value null for a flag
  public Attributes with(String name, @Nullable String value) {
    List<Attribute> more = new ArrayList<>(all);
    more.add(new Attribute(name, value));
    return new Attributes(more);
  }
}
