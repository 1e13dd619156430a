package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An object whose keys are names that somebody gave.
///
/// @param most how many there may be
/// @param name what a name may be
/// @param legal the same in words
/// @param item what stands under each
record MapOf<T>(int most, Pattern name, String legal, Shape<T> item)
    implements Shape<Map<String, T>> {
  @Override
  public @Nullable Map<String, T> read(JsonNode node, Place place, Problems problems) {
    if (!node.isObject() || node.size() > most) {
      Shape.refuse(node, place, problems, "an object with at most " + most + " entries");
      return null;
    }
    Map<String, T> items = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      Place at = place.key(member.getKey());
      if (!name.matcher(member.getKey()).matches()) {
        problems.add(at, "is no name for this; legal: " + legal);
        continue;
      }
      T value = item.read(member.getValue(), at, problems);
      if (value != null) {
        items.put(member.getKey(), value);
      }
    }
    return Collections.unmodifiableMap(items);
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    schema.put("maxProperties", most);
    schema.putObject("propertyNames").put("pattern", "^(" + name.pattern() + ")$");
    return schema.set("additionalProperties", item.schema());
  }
}
