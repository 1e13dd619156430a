package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// A key that is read but has no effect yet: only the value that describes what happens anyway is
/// taken.
///
/// @param shape what the value will be
/// @param usual the value that is taken
record Pending<T>(Shape<T> shape, T usual) implements Shape<T> {
  @Override
  public @Nullable T read(JsonNode node, Place place, Problems problems) {
    T value = shape.read(node, place, problems);
    if (value != null && !value.equals(usual)) {
      problems.add(place, NotYet.MESSAGE);
      return null;
    }
    return value;
  }

  @Override
  public ObjectNode schema() {
    return shape.schema();
  }
}
