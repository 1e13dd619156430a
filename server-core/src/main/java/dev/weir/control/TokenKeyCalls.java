package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The calls about the keys that tokens are checked with.
public final class TokenKeyCalls {
  private static final String MEMBER = "jwks";

  private final ConfigStore store;

  /// @param store holds the keys
  public TokenKeyCalls(ConfigStore store) {
    this.store = store;
  }

  /// All of them. Who knows a key of HMAC makes tokens with it, so they are not for everybody.
  public List<Call> calls() {
    return List.of(
        Call.admin(
            MEMBER,
            Request.ANY,
            "what tokens are checked with: JWKs, URLs of sets of them, and lists of one of these"
                + " and what such tokens allow; a list replaces all",
            this::keys),
        Call.admin(
            "addjwks",
            Request.ANY,
            "adds such an entry, or a list of several; one for the same key replaces it",
            this::add),
        Call.admin(
            "deletejwks",
            Request.ANY,
            "deletes entries: by id of the key, by URL, or by the whole key; a list of several",
            this::delete));
  }

  private void keys(JsonNode request, Reply reply) throws ConfigException, IOException {
    if (request.isArray() && store.change(json -> json.set(MEMBER, request))) {
      reply.changed("keys of tokens replaced; there are " + request.size());
    }
    show(reply);
  }

  private void add(JsonNode request, Reply reply) throws ConfigException, IOException {
    boolean changed =
        store.change(json -> {
          ArrayNode keys = json.withArrayProperty(MEMBER);
          for (JsonNode entry : entries(request)) {
            remove(keys, keyOf(entry));
            keys.add(entry);
          }
        });
    if (changed) {
      reply.changed("keys of tokens added");
    }
    show(reply);
  }

  private void delete(JsonNode request, Reply reply) throws ConfigException, IOException {
    List<JsonNode> missing = new ArrayList<>();
    boolean changed =
        store.change(json -> {
          missing.clear();
          for (JsonNode key : entries(request)) {
            if (!remove(json.withArrayProperty(MEMBER), keyOf(key))) {
              missing.add(keyOf(key));
            }
          }
        });
    missing.forEach(key -> reply.error("", nameOf(key), "there is no such key"));
    if (changed) {
      reply.changed("keys of tokens deleted");
    }
    show(reply);
  }

  private void show(Reply reply) {
    JsonNode keys = store.document().json().path(MEMBER);
    reply.put(MEMBER, keys.isArray() ? keys : JsonNodeFactory.instance.arrayNode());
  }

  /// One entry or several: a list whose second element tells what tokens allow is one.
  private static List<JsonNode> entries(JsonNode request) {
    boolean several = request.isArray() && !(request.size() == 2 && isRights(request.get(1)));
    List<JsonNode> entries = new ArrayList<>();
    if (several) {
      request.forEach(entries::add);
    } else {
      entries.add(request);
    }
    return entries;
  }

  private static boolean isRights(JsonNode value) {
    return value.isObject() && !value.has("kty");
  }

  private static JsonNode keyOf(JsonNode entry) {
    return entry.isArray() ? entry.path(0) : entry;
  }

  /// The id of a key, or its URL; empty for a key without an id, which only the key itself names.
  private static String nameOf(JsonNode key) {
    return key.isTextual() ? key.textValue() : key.path("kid").asText();
  }

  private static boolean remove(ArrayNode keys, JsonNode wanted) {
    boolean found = false;
    for (int i = keys.size() - 1; i >= 0; i--) {
      JsonNode key = keyOf(keys.get(i));
      String name = nameOf(wanted);
      if (key.equals(wanted) || (!name.isEmpty() && name.equals(nameOf(key)))) {
        keys.remove(i);
        found = true;
      }
    }
    return found;
  }
}
