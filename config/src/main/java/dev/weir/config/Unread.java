package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A value that the server itself never looks at, whatever it is.
record Unread() implements Shape<JsonNode> {
  @Override
  public JsonNode read(JsonNode node, Place place, Problems problems) {
    return node;
  }

  @Override
  public ObjectNode schema() {
    return JsonNodeFactory.instance.objectNode();
  }
}
