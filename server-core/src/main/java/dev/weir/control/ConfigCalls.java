package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ApiConfig.Scope;
import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigFile;
import dev.weir.config.ConfigHistory;
import dev.weir.config.ConfigStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The calls about the configuration as a whole and its member `config`.
public final class ConfigCalls {
  /// What answers add to `config`; clients send it back.
  private static final Set<String> ADDED = Set.of("iid", "version", "time");

  private final ConfigStore store;
  private final ServerFacts server;
  private final Listening listening;

  /// @param server what answers add to the configuration
  /// @param listening says which protocols are online
  public ConfigCalls(ConfigStore store, ServerFacts server, Listening listening) {
    this.store = store;
    this.server = server;
    this.listening = listening;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.read(
            "config",
            Request.OBJECT_OR_READ,
            "what concerns the whole server; an object changes the members it has",
            this::config),
        Call.admin(
            "config_backup",
            Request.ANY,
            "the whole configuration, to be kept",
            (_, reply) -> reply.put(backup())),
        Call.admin(
            "config_restore",
            Request.OBJECT,
            "replaces the whole configuration by one that was kept",
            this::restore),
        Call.admin(
            "config_reload",
            Request.ANY,
            "reads the configuration file again",
            (_, reply) -> reload(reply)),
        Call.admin(
            "config_versions",
            Request.ANY,
            "the numbers of the versions that are kept, oldest first",
            (_, reply) -> versions(reply)),
        Call.admin(
            "config_rollback",
            Request.ANY,
            "replaces the whole configuration by the version of that number",
            this::rollback),
        Call.control(
            "save",
            Request.ANY,
            "writes the configuration file now; changes are saved without it, too",
            (_, _) -> store.save()));
  }

  private void config(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    if (request.isObject()) {
      if (!reply.caller().may(Scope.ADMIN)) {
        throw new CallException("", "", "changes need a token of scope admin");
      }
      if (store.change(json -> merge(json.withObjectProperty("config"), request))) {
        reply.changed("config changed: " + String.join(", ", fieldNames(request)));
      }
    }
    ObjectNode config = shown();
    if (!reply.caller().may(Scope.CONTROL)) {
      hideSecrets(config);
    }
    reply.put(config);
  }

  private static void merge(ObjectNode config, JsonNode request) {
    for (Map.Entry<String, JsonNode> member : request.properties()) {
      if (!ADDED.contains(member.getKey())) {
        config.set(member.getKey(), stored(member.getKey(), member.getValue()));
      }
    }
  }

  /// As the document keeps it: without what answers add.
  private static JsonNode stored(String name, JsonNode value) {
    if (name.equals("protocols") && value.isArray()) {
      ArrayNode protocols = value.deepCopy();
      protocols.forEach(ProtocolCalls::withoutStatus);
      return protocols;
    }
    if (name.equals("trustedproxy") && value.isTextual()) {
      ArrayNode proxies = JsonNodeFactory.instance.arrayNode();
      for (String proxy : value.textValue().split(" ", -1)) {
        if (!proxy.isEmpty()) {
          proxies.add(proxy);
        }
      }
      return proxies;
    }
    return value;
  }

  /// The member `config` as answers show it.
  ObjectNode shown() {
    ObjectNode config = store.document().explicit().withObjectProperty("config");
    JsonNode protocols = config.path("protocols");
    List<JsonNode> online = listening.online();
    for (int i = 0; i < protocols.size() && i < online.size(); i++) {
      ((ObjectNode) protocols.get(i)).set("online", online.get(i));
    }
    config.put("iid", server.instanceId());
    config.put("version", server.version());
    config.put("time", server.unixSeconds());
    config.put("serverid", store.config().serverId());
    return config;
  }

  /// Handlers are URLs, in which passwords may stand, and the path of the metrics is one itself.
  private static void hideSecrets(ObjectNode config) {
    for (JsonNode rules : config.path("triggers")) {
      for (JsonNode rule : rules) {
        if (rule instanceof ObjectNode object) {
          object.put("handler", Secrets.hidden(object.path("handler").asText()));
        } else if (rule instanceof ArrayNode old && old.has(0)) {
          old.set(0, Secrets.hidden(old.path(0).asText()));
        }
      }
    }
    if (!config.path("prometheus").asText().isEmpty()) {
      config.put("prometheus", "…");
    }
  }

  private ObjectNode backup() {
    return store.document().explicit();
  }

  private void restore(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    if (!request.isObject() || request.isEmpty()) {
      throw new CallException("", request.toString(), "legal: what config_backup answered");
    }
    if (store.change(json -> replace(json, ConfigDocument.of(withoutAdded(request)).explicit()))) {
      reply.changed("configuration restored");
    }
  }

  private static ObjectNode withoutAdded(JsonNode request) {
    ObjectNode document = request.deepCopy();
    document.remove(List.of("LTS", "authorize", "log", "errors"));
    if (document.get("config") instanceof ObjectNode config) {
      config.remove(ADDED);
    }
    return document;
  }

  private static void replace(ObjectNode json, ObjectNode by) {
    json.removeAll();
    json.setAll(by);
  }

  private void reload(Reply reply) throws ConfigException {
    if (store.reload()) {
      reply.changed("configuration reloaded");
    }
  }

  private void versions(Reply reply) throws IOException {
    ArrayNode numbers = JsonNodeFactory.instance.arrayNode();
    store.versions().forEach(version -> numbers.add(version.number()));
    reply.put(numbers);
  }

  private void rollback(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    for (ConfigHistory.Version version : store.versions()) {
      if (request.isIntegralNumber() && version.number() == request.longValue()) {
        ObjectNode old = new ConfigFile(version.path()).load().explicit();
        if (store.change(json -> replace(json, old))) {
          reply.changed("configuration rolled back to version " + version.number());
        }
        return;
      }
    }
    throw new CallException("", request.toString(), "legal: a number out of config_versions");
  }

  static List<String> fieldNames(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
