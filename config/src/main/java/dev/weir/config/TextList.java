package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of strings; one string with spaces between the items says the same.
record TextList(int most, Text item) implements Shape<List<String>> {
  @Override
  public @Nullable List<String> read(JsonNode node, Place place, Problems problems) {
    JsonNode items = node.isTextual() ? split(node.textValue()) : node;
    if (!items.isArray() || items.size() > most) {
      Shape.refuse(node, place, problems, "a list of at most " + most + " texts");
      return null;
    }
    return read((ArrayNode) items, place, problems);
  }

  private static ArrayNode split(String text) {
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    Arrays.stream(text.split(" ", -1)).filter(item -> !item.isEmpty()).forEach(items::add);
    return items;
  }

  private List<String> read(ArrayNode items, Place place, Problems problems) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String text = item.read(items.get(i), place.index(i), problems);
      if (text != null) {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("type").add("string").add("array");
    schema.put("maxItems", most).set("items", item.schema());
    return schema;
  }
}
