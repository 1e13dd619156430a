package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import java.io.IOException;
import java.util.List;

/// The calls that add, replace and take away what listens.
public final class ProtocolCalls {
  private final ConfigStore store;

  /// @param store whose followers bind and close
  public ProtocolCalls(ConfigStore store) {
    this.store = store;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.admin("addprotocol", Request.OBJECTS, "listens for one protocol more", this::add),
        Call.admin(
            "deleteprotocol",
            Request.OBJECTS,
            "stops to listen; the entry has to be as it stands in config.protocols",
            this::delete),
        Call.admin(
            "updateprotocol",
            Request.LIST,
            "replaces one entry of config.protocols by another: [old, new]",
            this::update));
  }

  private void add(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    ArrayNode wanted = entries(request);
    boolean changed =
        store.change(json -> {
          ArrayNode protocols = protocols(json);
          for (JsonNode entry : wanted) {
            if (place(protocols, entry) < 0) {
              protocols.add(entry);
            }
          }
        });
    if (changed) {
      reply.changed("protocols added: " + connectors(wanted));
    }
  }

  private void delete(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    ArrayNode unwanted = entries(request);
    boolean changed =
        store.change(json -> {
          ArrayNode protocols = protocols(json);
          for (JsonNode entry : unwanted) {
            protocols.remove(found(protocols, entry));
          }
        });
    if (changed) {
      reply.changed("protocols deleted: " + connectors(unwanted));
    }
  }

  private void update(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    ArrayNode pair = entries(request);
    if (pair.size() != 2) {
      throw new CallException("", request.toString(), "legal: [old entry, new entry]");
    }
    boolean changed =
        store.change(json -> {
          ArrayNode protocols = protocols(json);
          protocols.set(found(protocols, pair.get(0)), pair.get(1));
        });
    if (changed) {
      reply.changed("protocol changed: " + connectors(pair));
    }
  }

  private static ArrayNode entries(JsonNode request) throws CallException {
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    if (request.isObject()) {
      entries.add(request.deepCopy());
    } else if (request.isArray()) {
      request.forEach(entry -> entries.add(entry.deepCopy()));
    }
    for (JsonNode entry : entries) {
      if (!entry.path("connector").isTextual()) {
        throw new CallException("", entry.toString(), "legal: an object with a connector");
      }
      withoutStatus(entry);
    }
    if (entries.isEmpty()) {
      throw new CallException("", request.toString(), "legal: an object or a list of objects");
    }
    return entries;
  }

  static void withoutStatus(JsonNode entry) {
    if (entry instanceof ObjectNode object) {
      object.remove("online");
    }
  }

  private static ArrayNode protocols(ObjectNode json) {
    return json.withObjectProperty("config").withArrayProperty("protocols");
  }

  private static int found(ArrayNode protocols, JsonNode entry) throws ConfigException {
    int place = place(protocols, entry);
    if (place < 0) {
      throw new ConfigException(
          List.of(
              new ConfigException.Problem(
                  "config.protocols", "has no entry like " + entry.path("connector").asText())));
    }
    return place;
  }

  private static int place(ArrayNode protocols, JsonNode entry) {
    for (int i = 0; i < protocols.size(); i++) {
      JsonNode known = protocols.get(i).deepCopy();
      withoutStatus(known);
      if (known.equals(entry)) {
        return i;
      }
    }
    return -1;
  }

  private static String connectors(ArrayNode entries) {
    return String.join(
        ", ", entries.valueStream().map(entry -> entry.path("connector").asText()).toList());
  }
}
