package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of at most so many values of one shape.
record ListOf<T>(int most, Shape<T> item) implements Shape<List<T>> {
  @Override
  public @Nullable List<T> read(JsonNode node, Place place, Problems problems) {
    if (!node.isArray() || node.size() > most) {
      Shape.refuse(node, place, problems, "a list of at most " + most + " entries");
      return null;
    }
    List<T> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      T value = item.read(node.get(i), place.index(i), problems);
      if (value != null) {
        items.add(value);
      }
    }
    return List.copyOf(items);
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    return schema.put("type", "array").put("maxItems", most).set("items", item.schema());
  }
}
