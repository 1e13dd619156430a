package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The handlers of all triggers, as the document has them: `{"USER_NEW": [{…}, …], …}`.
///
/// An entry is an object or, as of old, a list `[handler, sync, [streams]]`.
record TriggerRules() implements Shape<Map<Trigger, List<TriggerRule>>> {
  private static final int MOST_RULES = 100;
  private static final int MOST_STREAMS = 1000;

  private static final Key<String> HANDLER =
      Key.of(
          "handler", new Text(2048), "", "a URL that is asked by POST, or the path of a program");
  private static final Key<Boolean> SYNC =
      Key.of("sync", new Flag(), false, "whether the answer is waited for");
  private static final Key<List<String>> STREAMS =
      Key.of(
          "streams",
          new TextList(MOST_STREAMS, new Text(200)),
          List.of(),
          "names, bases of names and #tags of streams, with ! in front to leave them out");
  private static final Key<String> PARAMS =
      Key.of("params", new Text(1000), "", "for LIVE_BANDWIDTH: bytes per second");
  private static final Key<String> DEFAULT =
      Key.of("default", new Text(1000), "", "the answer when there is none; true without this key");

  private static final ObjectOf<TriggerRule> RULE =
      new ObjectOf<>(
          Keys.of(HANDLER, SYNC, STREAMS, PARAMS, DEFAULT),
          values ->
              new TriggerRule(
                  handler(values),
                  values.get(SYNC),
                  values.get(STREAMS),
                  values.get(PARAMS),
                  values.get(DEFAULT)));

  private record Entry() implements Shape<TriggerRule> {
    @Override
    public @Nullable TriggerRule read(JsonNode node, Place place, Problems problems) {
      if (!node.isArray()) {
        return RULE.read(node, place, problems);
      }
      ObjectNode same = JsonNodeFactory.instance.objectNode();
      List<Key<?>> keys = List.of(HANDLER, SYNC, STREAMS);
      for (int i = 0; i < Math.min(keys.size(), node.size()); i++) {
        same.set(keys.get(i).name(), node.get(i));
      }
      return RULE.read(same, place, problems);
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode();
      schema.putArray("anyOf").add(RULE.schema()).addObject().put("type", "array");
      return schema;
    }
  }

  private static final ListOf<TriggerRule> ENTRIES = new ListOf<>(MOST_RULES, new Entry());

  @Override
  public @Nullable Map<Trigger, List<TriggerRule>> read(
      JsonNode node, Place place, Problems problems) {
    if (!node.isObject()) {
      Shape.refuse(node, place, problems, "an object");
      return null;
    }
    Map<Trigger, List<TriggerRule>> rules = new EnumMap<>(Trigger.class);
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      Place here = place.key(member.getKey());
      Optional<Trigger> trigger = named(member.getKey());
      if (trigger.isPresent()) {
        List<TriggerRule> entries = ENTRIES.read(member.getValue(), here, problems);
        if (entries != null && !entries.isEmpty()) {
          rules.put(trigger.get(), entries);
        }
      } else if (!member.getKey().startsWith(Keys.FOREIGN_PREFIX)) {
        problems.add(
            here,
            Keys.unknown(
                member.getKey(), Arrays.stream(Trigger.values()).map(Trigger::name).toList()));
      }
    }
    return Collections.unmodifiableMap(rules);
  }

  private static Optional<Trigger> named(String name) {
    return Arrays.stream(Trigger.values()).filter(t -> t.name().equals(name)).findAny();
  }

  private static String handler(Values values) {
    String handler = values.get(HANDLER);
    boolean legal =
        handler.isEmpty() || handler.startsWith("/") || (handler.contains("://") && isUrl(handler));
    if (!legal) {
      values.problem(
          HANDLER,
          '"' + Printable.of(handler) + "\" is neither http(s)://HOST/… nor an absolute path");
    }
    return handler;
  }

  private static boolean isUrl(String text) {
    try {
      URI url = new URI(text);
      return url.getHost() != null && List.of("http", "https").contains(url.getScheme());
    } catch (URISyntaxException _) {
      return false;
    }
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (Trigger trigger : Trigger.values()) {
      properties.set(trigger.name(), ENTRIES.schema().put("description", trigger.when()));
    }
    schema.putObject("patternProperties").putObject("^" + Keys.FOREIGN_PREFIX);
    return schema.put("additionalProperties", false);
  }
}
