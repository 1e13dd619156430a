package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ApiConfig.Scope;
import dev.weir.config.AutoPush;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The calls about what the configuration says of pushes: those that start by themselves, how fast
/// pushes start, and the programs that they may be piped into.
public final class AutoPushCalls {
  private static final String OLD = "autopushes";
  private static final String NEW = "auto_push";

  private final ConfigStore store;

  /// @param store holds the document
  public AutoPushCalls(ConfigStore store) {
    this.store = store;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.control(
            "push_auto_add",
            Request.OBJECTS,
            "adds pushes that start by themselves: [stream, target, …], {stream, target, …}, or"
                + " several",
            this::add),
        Call.control(
            "push_auto_remove",
            Request.ANY,
            "removes such pushes, by id, by stream or as they were added",
            this::remove),
        Call.control(
            "push_auto_list",
            Request.ANY,
            "the pushes that start by themselves",
            (_, reply) -> show(reply)),
        Call.read(
            "push_settings",
            Request.OBJECT_OR_READ,
            "{wait, maxspeed}: seconds before a push is tried again, starts in a second",
            this::settings),
        Call.admin(
            "external_writer_add",
            Request.OBJECTS,
            "adds a program that targets are piped into: [name, command, [protocols]]",
            this::addWriter),
        Call.admin(
            "external_writer_remove", Request.NAMES, "forgets such programs", this::removeWriters),
        Call.control(
            "external_writer_list",
            Request.ANY,
            "these programs: [[name, command, [protocols]], …]",
            (_, reply) -> reply.put(writers())));
  }

  private void add(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    Map<String, JsonNode> fresh = new LinkedHashMap<>();
    if (isPush(request)) {
      put(request, fresh);
    } else if (request.isArray()) {
      request.forEach(push -> put(push, fresh));
    } else if (request.isObject()) {
      request
          .properties()
          .forEach(member -> fresh.put(member.getKey(), AutoPush.asObject(member.getValue())));
    } else {
      throw new CallException("", request.toString(), "legal: a push, or several of them");
    }
    if (change(pushes -> pushes.setAll(fresh))) {
      reply.changed("automatic pushes added or changed: " + fresh.keySet());
    }
    show(reply);
  }

  /// A list of texts is one push of old; a list of anything else is several.
  private static boolean isPush(JsonNode request) {
    return request.isArray() ? request.path(0).isTextual() : request.has("stream");
  }

  private static void put(JsonNode push, Map<String, JsonNode> into) {
    JsonNode object = AutoPush.asObject(push);
    into.put(AutoPush.idOf(object), object);
  }

  private void remove(JsonNode request, Reply reply) throws ConfigException, IOException {
    List<JsonNode> unwanted = new ArrayList<>();
    boolean isOne = !request.isArray() || isKnown(AutoPush.asObject(request));
    (isOne ? List.of(request) : request).forEach(unwanted::add);
    List<String> gone = new ArrayList<>();
    change(pushes -> {
      for (Map.Entry<String, JsonNode> push : List.copyOf(pushes.properties())) {
        if (unwanted.stream().anyMatch(one -> means(one, push.getKey(), push.getValue()))) {
          pushes.remove(push.getKey());
          gone.add(push.getKey());
        }
      }
    });
    if (!gone.isEmpty()) {
      reply.changed("automatic pushes removed: " + gone);
    }
    show(reply);
  }

  private boolean isKnown(JsonNode push) {
    return all().properties().stream().anyMatch(known -> known.getValue().equals(push));
  }

  private static boolean means(JsonNode wanted, String id, JsonNode push) {
    return wanted.isTextual()
        ? wanted.textValue().equals(id)
            || wanted.textValue().equals(push.path("stream").textValue())
        : AutoPush.asObject(wanted).equals(push);
  }

  private void show(Reply reply) {
    ObjectNode all = all();
    reply.put(NEW, all);
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    all.properties().forEach(member -> list.add(oldForm(member.getValue())));
    reply.put("push_auto_list", list);
  }

  /// `[stream, target]`, and more where there is more to say.
  private static ArrayNode oldForm(JsonNode push) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    list.add(push.path("stream")).add(push.path("target"));
    boolean rules = push.has("start_rule") || push.has("end_rule");
    if (rules || push.has("scheduletime") || push.has("completetime")) {
      list.add(push.path("scheduletime").asLong()).add(push.path("completetime").asLong());
    }
    if (rules) {
      for (String name : List.of("start_rule", "end_rule")) {
        JsonNode rule = push.path(name);
        list.add(rule.path(0).asText("")).add(rule.path(1).asLong()).add(rule.path(2).asText(""));
      }
    }
    return list;
  }

  /// All pushes, those of the list of old, too.
  private ObjectNode all() {
    return asMembers(store.document().json());
  }

  private static ObjectNode asMembers(ObjectNode json) {
    ObjectNode pushes = JsonNodeFactory.instance.objectNode();
    for (JsonNode push : json.path(OLD)) {
      pushes.set(AutoPush.idOf(AutoPush.asObject(push)), AutoPush.asObject(push));
    }
    json.path(NEW)
        .properties()
        .forEach(push -> pushes.set(push.getKey(), AutoPush.asObject(push.getValue())));
    return pushes;
  }

  private interface Change {
    void apply(ObjectNode pushes);
  }

  private boolean change(Change change) throws ConfigException, IOException {
    return store.change(json -> {
      ObjectNode pushes = asMembers(json);
      ObjectNode before = pushes.deepCopy();
      change.apply(pushes);
      if (!pushes.equals(before)) {
        json.remove(OLD);
        json.set(NEW, pushes);
      }
    });
  }

  private void settings(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    if (request.isObject()) {
      if (!reply.caller().may(Scope.CONTROL)) {
        throw new CallException("", "", "changes need a token of scope control");
      }
      if (store.change(json -> json.withObjectProperty("push_settings").setAll(fields(request)))) {
        reply.changed("push_settings changed");
      }
    }
    reply.put(
        JsonNodeFactory.instance
            .objectNode()
            .put("wait", store.config().push().waitSeconds())
            .put("maxspeed", store.config().push().startsPerSecond()));
  }

  private static Map<String, JsonNode> fields(JsonNode object) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    object.properties().forEach(member -> fields.put(member.getKey(), member.getValue()));
    return fields;
  }

  private void addWriter(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    JsonNode name = request.isArray() ? request.path(0) : request.path("name");
    if (!name.isTextual()) {
      throw new CallException("", request.toString(), "legal: [name, command, [protocols]]");
    }
    ArrayNode writer = JsonNodeFactory.instance.arrayNode().add(name);
    writer.add(request.isArray() ? request.path(1) : request.path("cmdline"));
    JsonNode protocols = request.isArray() ? request.path(2) : request.path("protocols");
    writer.add(protocols.isMissingNode() ? JsonNodeFactory.instance.arrayNode() : protocols);
    boolean changed =
        store.change(json -> {
          ArrayNode writers = json.withArrayProperty("extwriters");
          removeNamed(writers, name.textValue());
          writers.add(writer);
        });
    if (changed) {
      reply.changed("external writer " + name.textValue() + " set");
    }
    reply.put("external_writer_list", writers());
  }

  private void removeWriters(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    List<String> names = Names.of(request);
    boolean changed =
        store.change(
            json -> names.forEach(name -> removeNamed(json.withArrayProperty("extwriters"), name)));
    if (changed) {
      reply.changed("external writers removed: " + String.join(", ", names));
    }
    reply.put("external_writer_list", writers());
  }

  private static void removeNamed(ArrayNode writers, String name) {
    for (int i = writers.size() - 1; i >= 0; i--) {
      if (nameOf(writers.get(i)).filter(name::equals).isPresent()) {
        writers.remove(i);
      }
    }
  }

  private static Optional<String> nameOf(JsonNode writer) {
    return Optional.ofNullable(
        (writer.isArray() ? writer.path(0) : writer.path("name")).textValue());
  }

  private JsonNode writers() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (JsonNode writer : store.document().json().path("extwriters")) {
      if (writer.isArray()) {
        list.add(writer);
      } else {
        list.addArray()
            .add(writer.path("name"))
            .add(writer.path("cmdline"))
            .add(writer.path("protocols"));
      }
    }
    return list;
  }
}
