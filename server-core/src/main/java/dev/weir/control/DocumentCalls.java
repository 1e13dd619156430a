package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ApiConfig.Scope;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The calls that read and write one member of the document each, and what lists there hold.
public final class DocumentCalls {
  private final ConfigStore store;

  /// @param store holds the document
  public DocumentCalls(ConfigStore store) {
    this.store = store;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.read(
            "ui_settings",
            Request.OBJECT_OR_READ,
            "notes of the management page; an object replaces them",
            (request, reply) -> {
              replace("ui_settings", request, reply);
              reply.put(member("ui_settings"));
            }),
        Call.read(
            "bandwidth",
            Request.OBJECT_OR_READ,
            "what balancers take for full: {limit, exceptions}",
            (request, reply) -> {
              replace("bandwidth", request, reply);
              reply.put(bandwidth());
            }),
        Call.read("tags", Request.ANY, "the tags of this server; a list replaces them", this::tags),
        Call.control(
            "add_tag",
            Request.NAMES,
            "adds tags to this server",
            (request, reply) -> {
              List<String> more = Names.of(request);
              changeTags(tags -> tags.addAll(more), reply);
              reply.put("tags", tagList());
            }),
        Call.control(
            "remove_tag",
            Request.NAMES,
            "takes tags from this server",
            (request, reply) -> {
              List<String> fewer = Names.of(request);
              changeTags(tags -> tags.removeAll(fewer), reply);
              reply.put("tags", tagList());
            }));
  }

  private void replace(String member, JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    if (request.isObject()) {
      needControl(reply);
      if (store.change(json -> json.set(member, request))) {
        reply.changed(member + " changed");
      }
    }
  }

  private static void needControl(Reply reply) throws CallException {
    if (!reply.caller().may(Scope.CONTROL)) {
      throw new CallException("", "", "changes need a token of scope control");
    }
  }

  private JsonNode member(String name) {
    JsonNode value = store.document().json().path(name);
    return value.isMissingNode() ? JsonNodeFactory.instance.objectNode() : value;
  }

  private JsonNode bandwidth() {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("limit", store.config().node().bytesPerSecond());
    ArrayNode exceptions = shown.putArray("exceptions");
    store.config().node().uncounted().forEach(range -> exceptions.add(range.toString()));
    return shown;
  }

  private void tags(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    if (request.isArray()) {
      needControl(reply);
      List<String> wanted = Names.of(request);
      changeTags(
          tags -> {
            tags.clear();
            tags.addAll(wanted);
          },
          reply);
    }
    reply.put(tagList());
  }

  private ArrayNode tagList() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    new TreeSet<>(store.config().node().tags()).forEach(list::add);
    return list;
  }

  private void changeTags(Consumer<Set<String>> change, Reply reply)
      throws ConfigException, IOException {
    boolean changed =
        store.change(json -> {
          Set<String> tags = new TreeSet<>();
          json.path("tags").forEach(tag -> tags.add(tag.asText()));
          change.accept(tags);
          tags.forEach(json.putArray("tags")::add);
        });
    if (changed) {
      reply.changed("tags of the server changed");
    }
  }
}
