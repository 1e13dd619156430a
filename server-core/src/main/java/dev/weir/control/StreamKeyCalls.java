package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.AccessConfig;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The calls about stream keys: secrets of which each lets its holder publish one stream.
///
/// They are kept as hashes, and shown so; who made a key is the last to see it. Where a key is
/// asked for, its hash does as well, so that what was listed can be deleted.
public final class StreamKeyCalls {
  private static final String MEMBER = "streamkeys";

  private final ConfigStore store;

  /// @param store holds the keys, hashed
  public StreamKeyCalls(ConfigStore store) {
    this.store = store;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.control(
            MEMBER,
            Request.OBJECT_OR_READ,
            "the stream that each key lets publish, by the key's hash; an object of streams by key"
                + " replaces all",
            this::keys),
        Call.control(
            "streamkey_add",
            Request.OBJECT,
            "adds keys, or changes their streams: {key: stream}",
            this::add),
        Call.control(
            "streamkey_del",
            Request.NAMES,
            "deletes keys; of an object {key: stream} those that are for that stream",
            this::delete));
  }

  private void keys(JsonNode request, Reply reply) throws ConfigException, IOException {
    if (request.isObject() && store.change(json -> json.set(MEMBER, hashed(request)))) {
      reply.changed("stream keys replaced; there are " + request.size());
    }
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    store.config().access().streamKeys().forEach((hash, stream) -> shown.put(hash, stream.full()));
    reply.put(shown);
  }

  private static ObjectNode hashed(JsonNode keys) {
    ObjectNode hashed = JsonNodeFactory.instance.objectNode();
    keys.properties().forEach(key -> hashed.set(AccessConfig.hash(key.getKey()), key.getValue()));
    return hashed;
  }

  private void add(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    if (!request.isObject()) {
      throw new CallException("", "", "legal: an object of streams by key");
    }
    Set<String> added = new LinkedHashSet<>();
    store.change(json -> {
      added.clear();
      ObjectNode keys = hashed(json.withObjectProperty(MEMBER)); // those written by hand too
      for (Map.Entry<String, JsonNode> key : request.properties()) {
        JsonNode before = keys.replace(AccessConfig.hash(key.getKey()), key.getValue());
        if (!key.getValue().equals(before)) {
          added.add(key.getKey());
        }
      }
      json.set(MEMBER, keys);
    });
    answer("added", added, reply);
  }

  private void delete(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    List<String> names = Names.of(request);
    Set<String> deleted = new LinkedHashSet<>();
    store.change(json -> {
      deleted.clear();
      ObjectNode keys = hashed(json.withObjectProperty(MEMBER));
      for (String key : names) {
        JsonNode stream = keys.get(AccessConfig.hash(key));
        if (stream != null && (!request.isObject() || stream.equals(request.get(key)))) {
          keys.remove(AccessConfig.hash(key));
          deleted.add(key);
        }
      }
      json.set(MEMBER, keys);
    });
    answer("deleted", deleted, reply);
  }

  private static void answer(String what, Set<String> keys, Reply reply) {
    if (!keys.isEmpty()) {
      reply.changed(keys.size() + " stream keys " + what);
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray(what);
    keys.forEach(list::add);
    reply.put(answer);
  }
}
