package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.StreamSource;
import dev.weir.config.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// `capabilities` and `load`: what the server can do, made from the tables that decide it.
public final class CapabilityCalls {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// Keys that every object has and no form shows.
  private static final Set<String> UNSHOWN =
      Set.of("connector", "online", "error", "name", "source");

  private final JsonNode schema;
  private final Supplier<ObjectNode> outputs;

  /// @param schema of the configuration
  /// @param outputs by connector, what HTTP and RTMP serve: codecs and methods
  public CapabilityCalls(JsonNode schema, Supplier<ObjectNode> outputs) {
    this.schema = schema;
    this.outputs = outputs;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.read(
            "capabilities",
            Request.ANY,
            "the machine, the protocols with their options, the kinds of sources; for a text, the kind"
                + " of that source",
            (request, reply) ->
                reply.put(
                    request.isTextual() && !request.textValue().isEmpty()
                        ? source(request.textValue())
                        : capabilities())),
        Call.read(
            "enumerate_sources",
            Request.TEXT,
            "what devices there are of a kind of source; none of the kinds has any",
            (_, reply) -> reply.put(JSON.arrayNode())),
        Call.read(
            "load",
            Request.ANY,
            "how busy the machine is, in percent",
            (_, reply) -> reply.put(MachineFacts.load())));
  }

  private ObjectNode capabilities() {
    ObjectNode all = MachineFacts.describe();
    ObjectNode connectors = outputs.get();
    JsonNode settings = schema.path("properties").path("config").path("properties");
    for (JsonNode choice : settings.path("protocols").path("items").path("oneOf")) {
      String name = choice.path("properties").path("connector").path("const").asText();
      ObjectNode connector = connectors.withObjectProperty(name);
      connector.put("name", name).put("friendly", name).put("deps", "");
      connector.setAll(options(choice));
    }
    all.set("connectors", connectors);
    JsonNode stream = streamKeys();
    ObjectNode inputs = all.putObject("inputs");
    for (SourceKinds kind : SourceKinds.values()) {
      inputs.set(kind.shownName(), input(kind, stream));
    }
    all.putObject("processes");
    ObjectNode triggers = all.putObject("triggers");
    for (Trigger trigger : Trigger.values()) {
      trigger(triggers.putObject(trigger.name()), trigger);
    }
    all.putArray("internal_writers");
    return all;
  }

  private static void trigger(ObjectNode json, Trigger trigger) {
    json.put("when", trigger.when());
    json.put("payload", String.join("\n", trigger.payload()));
    json.put(
        "response",
        switch (trigger.answer()) {
          case NONE -> "ignored";
          case YES_NO -> "always";
          case TEXT -> "when-blocking";
        });
    json.put(
        "response_action",
        switch (trigger.answer()) {
          case NONE -> "None.";
          case YES_NO -> "If false, it does not happen.";
          case TEXT -> "The answer is used instead.";
        });
    json.put("stream_specific", trigger.streamSpecific());
    if (trigger == Trigger.LIVE_BANDWIDTH) {
      json.put("argument", "the least bytes per second");
    }
  }

  /// The kind that opens a source.
  private ObjectNode source(String text) throws CallException {
    SourceKinds kind = StreamSource.parse(text).map(SourceKinds::of).orElse(null);
    if (kind == null) { // the text is not shown: passwords stand in sources
      throw new CallException("", "", "this is no source that can be opened");
    }
    return input(kind, streamKeys());
  }

  private JsonNode streamKeys() {
    return schema.path("properties").path("streams").path("additionalProperties");
  }

  private static ObjectNode input(SourceKinds kind, JsonNode stream) {
    ObjectNode input = JSON.objectNode().put("name", kind.shownName()).put("desc", kind.meaning());
    kind.patterns().forEach(input.putArray("source_match")::add);
    return input.setAll(options(stream));
  }

  /// The keys of an object as the fields of a form.
  private static ObjectNode options(JsonNode object) {
    ObjectNode form = JSON.objectNode();
    ObjectNode required = form.putObject("required");
    ObjectNode optional = form.putObject("optional");
    for (Map.Entry<String, JsonNode> key : object.path("properties").properties()) {
      String meaning = key.getValue().path("description").asText();
      if (!UNSHOWN.contains(key.getKey()) && !meaning.contains("not supported yet")) {
        boolean must =
            object.path("required").valueStream().anyMatch(r -> r.asText().equals(key.getKey()));
        (must ? required : optional).set(key.getKey(), option(key.getKey(), key.getValue()));
      }
    }
    return form;
  }

  private static ObjectNode option(String name, JsonNode key) {
    ObjectNode option =
        JSON.objectNode().put("name", name).put("help", key.path("description").asText());
    option.put("option", "--" + name);
    option.put("type", type(key));
    copy(key, "default", option, "default");
    copy(key, "minimum", option, "min");
    copy(key, "maximum", option, "max");
    return option;
  }

  private static void copy(JsonNode from, String name, ObjectNode into, String newName) {
    if (from.has(name)) {
      into.set(newName, from.get(name));
    }
  }

  private static String type(JsonNode key) {
    return switch (key.path("type").asText()) {
      case "integer", "number" -> "uint";
      case "array" -> "inputlist";
      case "" -> key.path("type").isArray() ? "inputlist" : "boolean";
      default -> "str";
    };
  }
}
