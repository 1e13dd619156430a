package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object whose keys are the names of streams; a name may begin with `x-` like any other.
///
/// @param known streams that need not be checked again
record StreamsByName(CheckedStreams known) implements Shape<Map<String, StreamConfig>> {
  private static final int MOST = 10_000;

  @Override
  public @Nullable Map<String, StreamConfig> read(JsonNode node, Place place, Problems problems) {
    if (!node.isObject() || node.size() > MOST) {
      Shape.refuse(node, place, problems, "an object with at most " + MOST + " streams");
      return null;
    }
    Map<String, StreamConfig> streams = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      StreamConfig same = known.find(member.getKey(), member.getValue());
      if (same == null || streams.putIfAbsent(same.name(), same) != null) {
        add(member, place.key(member.getKey()), problems, streams);
      }
    }
    return Collections.unmodifiableMap(streams);
  }

  private static void add(
      Map.Entry<String, JsonNode> member,
      Place place,
      Problems problems,
      Map<String, StreamConfig> streams) {
    StreamName name = StreamName.clean(member.getKey()).orElse(null);
    if (name == null || !name.base().equals(name.full()) || member.getKey().endsWith("+")) {
      problems.add(
          place,
          "is no name of a stream; legal: 1 to "
              + StreamName.LONGEST_BYTES
              + " of a-z, 0-9, \"_\", \".\" and \"-\", without \"+\" and spaces");
      return;
    }
    StreamConfig stream = StreamKeys.shape(name.base()).read(member.getValue(), place, problems);
    if (stream != null && streams.putIfAbsent(name.base(), stream) != null) {
      problems.add(place, "is the same name as another: \"" + name.base() + "\"");
    }
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    schema.set("additionalProperties", StreamKeys.shape("").schema());
    return schema;
  }
}
