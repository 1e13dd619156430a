package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An entry of `config.protocols`: its connector says which table of keys holds.
record Listener() implements Shape<ProtocolConfig> {
  private static final Set<String> NOT_YET =
      Set.of("RTSP", "DTSC", "TS", "TSSRT", "TSRIST", "WebRTC", "JSONLine", "RAW", "SDP");

  @Override
  public @Nullable ProtocolConfig read(JsonNode node, Place place, Problems problems) {
    if (!node.isObject()) {
      Shape.refuse(node, place, problems, "an object");
      return null;
    }
    JsonNode connector = node.path("connector");
    ObjectOf<ProtocolConfig> shape = ProtocolKeys.BY_CONNECTOR.get(connector.asText());
    if (shape != null) {
      return shape.read(node, place, problems);
    }
    problems.add(place.key("connector"), refusal(connector));
    return null;
  }

  private static String refusal(JsonNode connector) {
    if (connector.isMissingNode()) {
      return "missing; it is " + ProtocolKeys.CONNECTOR.meaning();
    }
    String shown = Shape.show(connector);
    return NOT_YET.contains(connector.asText())
        ? shown + " is not supported yet; leave the entry out"
        : shown + " is " + Keys.unknown(connector.asText(), ProtocolKeys.BY_CONNECTOR.keySet());
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode choices = schema.putArray("oneOf");
    new TreeMap<>(ProtocolKeys.BY_CONNECTOR)
        .forEach((connector, shape) -> {
          ObjectNode choice = shape.schema();
          ((ObjectNode) choice.path("properties").path("connector")).put("const", connector);
          choices.add(choice);
        });
    return schema;
  }
}
