package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// What a value of the document may be: reads it, and describes it for the schema.
interface Shape<T> {
  /// The value, or null after reporting why it cannot be used.
  @Nullable T read(JsonNode node, Place place, Problems problems);

  /// The same rule as JSON schema.
  ObjectNode schema();

  /// Names a value in a message: `"abc"`, `70000`, `an object`.
  static String show(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case MISSING -> "nothing";
      case STRING -> '"' + Printable.of(node.textValue()) + '"';
      default -> Printable.of(node.asText());
    };
  }

  /// Reports that `node` is none of what is `legal`.
  static void refuse(JsonNode node, Place place, Problems problems, String legal) {
    problems.add(place, show(node) + " is not legal here; legal: " + legal);
  }
}
