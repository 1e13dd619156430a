package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text of a certain form that nobody should see in a message: the hash of a secret.
///
/// @param form the whole text matches it
/// @param legal the same in words
record Matching(Pattern form, String legal) implements Shape<String> {
  @Override
  public @Nullable String read(JsonNode node, Place place, Problems problems) {
    if (node.isTextual() && form.matcher(node.textValue()).matches()) {
      return node.textValue();
    }
    problems.add(place, "is not legal here; legal: " + legal);
    return null;
  }

  @Override
  public ObjectNode schema() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "string")
        .put("pattern", "^" + form.pattern() + "$");
  }
}
