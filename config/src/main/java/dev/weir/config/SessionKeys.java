package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// The keys of `config` that say what a session is.
final class SessionKeys {
  private static final SessionConfig DEFAULTS = SessionConfig.DEFAULTS;
  private static final WholeNumber BITS = new WholeNumber(0, 15);

  static final Key<Long> VIEWER_MODE =
      Key.of(
          "sessionViewerMode",
          new ViewerMode(),
          (long) DEFAULTS.viewerMode(),
          "what tells viewers apart: 8 stream + 4 address + 2 token + 1 protocol; or 211, the key"
              + " of MistServer 2.11");
  static final Key<Long> INPUT_MODE =
      mode("sessionInputMode", DEFAULTS.inputMode(), "what tells publishers apart");
  static final Key<Long> OUTPUT_MODE =
      mode("sessionOutputMode", DEFAULTS.outputMode(), "what tells restreams apart");
  static final Key<Long> UNSPECIFIED_MODE =
      mode("sessionUnspecifiedMode", DEFAULTS.unspecifiedMode(), "what tells others apart");
  static final Key<Long> INFO_MODE =
      Key.of(
          "sessionStreamInfoMode",
          new WholeNumber(1, 4),
          (long) DEFAULTS.infoMode(),
          "how requests of players count: 1 viewer, 2 output, 3 not at all, 4 unspecified");
  static final Key<Long> TOKEN_MODE =
      mode(
          "tknMode",
          DEFAULTS.tokenMode(),
          "where the token of a session stands: 1 read from URLs + 2 read from cookies + 4 written"
              + " into URLs (without: for shared caches in front) + 8 written into cookies");

  private record ViewerMode() implements Shape<Long> {
    @Override
    public @Nullable Long read(JsonNode node, Place place, Problems problems) {
      return node.isInt() && node.intValue() == SessionConfig.AS_OF_2017
          ? Long.valueOf(SessionConfig.AS_OF_2017)
          : BITS.read(node, place, problems);
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode();
      schema
          .putArray("anyOf")
          .add(BITS.schema())
          .addObject()
          .put("const", SessionConfig.AS_OF_2017);
      return schema;
    }
  }

  private SessionKeys() {}

  private static Key<Long> mode(String name, int usual, String meaning) {
    return Key.of(name, BITS, (long) usual, meaning);
  }

  static SessionConfig read(Values values) {
    return new SessionConfig(
        Math.toIntExact(values.get(VIEWER_MODE)),
        Math.toIntExact(values.get(INPUT_MODE)),
        Math.toIntExact(values.get(OUTPUT_MODE)),
        Math.toIntExact(values.get(UNSPECIFIED_MODE)),
        Math.toIntExact(values.get(INFO_MODE)),
        Math.toIntExact(values.get(TOKEN_MODE)));
  }
}
