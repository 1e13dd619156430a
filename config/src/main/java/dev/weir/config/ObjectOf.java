package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// An object with keys from a table, made into a record.
record ObjectOf<T>(Keys keys, Maker<T> maker) implements Shape<T> {
  /// Makes the record from what was read, or reports why not.
  @FunctionalInterface
  interface Maker<T> {
    @Nullable T make(Values values);
  }

  @Override
  public @Nullable T read(JsonNode node, Place place, Problems problems) {
    if (!(node instanceof ObjectNode object)) {
      Shape.refuse(node, place, problems, "an object");
      return null;
    }
    Values values = keys.read(object, place, problems);
    return values == null ? null : maker.make(values);
  }

  @Override
  public ObjectNode schema() {
    return keys.schema();
  }
}
