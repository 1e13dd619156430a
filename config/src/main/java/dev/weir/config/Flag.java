package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Yes or no; the numbers 1 and 0 say the same.
record Flag() implements Shape<Boolean> {
  @Override
  public @Nullable Boolean read(JsonNode node, Place place, Problems problems) {
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isInt() && (node.intValue() == 0 || node.intValue() == 1)) {
      return node.intValue() == 1;
    }
    Shape.refuse(node, place, problems, "true, false, 1, 0");
    return null;
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("enum").add(true).add(false).add(1).add(0);
    return schema;
  }
}
