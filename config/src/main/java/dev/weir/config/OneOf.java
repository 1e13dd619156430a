package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One of a few words, which are the constants of an enum in lower case.
record OneOf<E extends Enum<E>>(List<E> choices) implements Shape<E> {
  @Override
  public @Nullable E read(JsonNode node, Place place, Problems problems) {
    for (E choice : choices) {
      if (word(choice).equals(node.textValue())) {
        return choice;
      }
    }
    Shape.refuse(
        node, place, problems, String.join(", ", choices.stream().map(OneOf::word).toList()));
    return null;
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode words = schema.putArray("enum");
    choices.forEach(choice -> words.add(word(choice)));
    return schema;
  }
}
