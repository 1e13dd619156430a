package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key that is known but does nothing yet: only values that ask for nothing are taken.
///
/// @param harmless values that describe what happens anyway, besides the empty ones
record NotYet(List<JsonNode> harmless) implements Shape<JsonNode> {
  static final String MESSAGE = "not supported yet; leave it out";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  static NotYet exceptEmpty() {
    return new NotYet(List.of());
  }

  static NotYet except(long usual) {
    return new NotYet(List.of(JSON.numberNode(usual)));
  }

  static NotYet except(String usual) {
    return new NotYet(List.of(JSON.textNode(usual)));
  }

  @Override
  public @Nullable JsonNode read(JsonNode node, Place place, Problems problems) {
    boolean same = harmless.stream().anyMatch(value -> value.asText().equals(node.asText()));
    if (asksNothing(node) || (node.isValueNode() && same)) {
      return node;
    }
    problems.add(place, MESSAGE);
    return null;
  }

  private static boolean asksNothing(JsonNode node) {
    return node.isContainerNode()
        ? node.isEmpty()
        : List.of("null", "", "0", "false").contains(node.asText());
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JSON.objectNode();
    schema.putArray("enum").addNull().add("").add(0).add(false).addAll(harmless).addArray();
    schema.withArray("enum").addObject();
    return schema;
  }
}
