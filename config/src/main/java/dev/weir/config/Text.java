package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// A string of at most so many characters.
record Text(int longest) implements Shape<String> {
  @Override
  public @Nullable String read(JsonNode node, Place place, Problems problems) {
    if (!node.isTextual()) {
      Shape.refuse(node, place, problems, "text");
      return null;
    }
    String text = node.textValue();
    if (text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
      String legal = "text of at most " + longest + " characters without control characters";
      Shape.refuse(node, place, problems, legal);
      return null;
    }
    return text;
  }

  @Override
  public ObjectNode schema() {
    return JsonNodeFactory.instance.objectNode().put("type", "string").put("maxLength", longest);
  }
}
