package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys that say who may publish or watch because of what he shows.
final class AccessKeys {
  private static final int MOST_STREAM_KEYS = 10_000;
  private static final int MOST_TOKEN_KEYS = 100;

  static final Key<Map<String, StreamName>> STREAM_KEYS =
      Key.of(
          "streamkeys",
          new StreamNames(),
          Map.of(),
          "secrets that let publishers in: a stream by each key, or by sha256: and its hash");

  static final Key<List<TokenKey>> TOKEN_KEYS =
      Key.of(
          "jwks",
          new ListOf<>(MOST_TOKEN_KEYS, new TokenKeyEntry()),
          List.of(),
          "what tokens are checked with: a JWK, the URL of a set of them, or a list of one of these"
              + " and what such tokens allow");

  private AccessKeys() {}

  static AccessConfig read(Values document) {
    return new AccessConfig(document.get(STREAM_KEYS), document.get(TOKEN_KEYS));
  }

  /// Streams by the hashes of their keys.
  private record StreamNames() implements Shape<Map<String, StreamName>> {
    private static final Text KEY = new Text(200);
    private static final Text NAME = new Text(StreamName.LONGEST_BYTES);

    @Override
    public @Nullable Map<String, StreamName> read(JsonNode node, Place place, Problems problems) {
      if (!node.isObject() || node.size() > MOST_STREAM_KEYS) {
        Shape.refuse(
            node, place, problems, "an object with at most " + MOST_STREAM_KEYS + " entries");
        return null;
      }
      Map<String, StreamName> streams = new LinkedHashMap<>();
      int number = 0;
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        // The key itself is not shown: it is a secret.
        Place here = place.index(number++);
        String name = NAME.read(member.getValue(), here, problems);
        StreamName stream = name == null ? null : StreamName.clean(name).orElse(null);
        JsonNode key = JsonNodeFactory.instance.textNode(member.getKey());
        if (name != null && stream == null) {
          problems.add(here, "is no name of a stream");
        } else if (member.getKey().isEmpty() || KEY.read(key, here, new Problems()) == null) {
          problems.add(here, "the key is not 1 to 200 characters without control characters");
        } else if (stream != null
            && streams.putIfAbsent(AccessConfig.hash(member.getKey()), stream) != null) {
          problems.add(here, "the key stands here twice");
        }
      }
      return Collections.unmodifiableMap(streams);
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
      schema.put("maxProperties", MOST_STREAM_KEYS);
      return schema.set("additionalProperties", NAME.schema());
    }
  }
}
