package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The table of keys that one kind of object may have.
final class Keys {
  /// Keys that begin so belong to whoever wrote them; they are kept and never read.
  static final String FOREIGN_PREFIX = "x-";

  private final List<Key<?>> keys;
  private final Map<String, Key<?>> byName = new HashMap<>();

  private Keys(List<Key<?>> keys) {
    this.keys = keys;
    for (Key<?> key : keys) {
      byName.put(key.name(), key);
      if (!key.alias().isEmpty()) {
        byName.put(key.alias(), key);
      }
    }
  }

  static Keys of(Key<?>... keys) {
    return new Keys(List.of(keys));
  }

  /// These keys and more of them, in this order.
  Keys and(Key<?>... more) {
    List<Key<?>> all = new ArrayList<>(keys);
    all.addAll(List.of(more));
    return new Keys(List.copyOf(all));
  }

  /// Reads all members of `object`; null if one that must be there is absent or unusable.
  @Nullable Values read(ObjectNode object, Place place, Problems problems) {
    Map<Key<?>, Object> found = new HashMap<>();
    Map<Key<?>, String> seen = new HashMap<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      Key<?> key = byName.get(member.getKey());
      if (key != null) {
        String before = seen.putIfAbsent(key, member.getKey());
        if (before != null) {
          problems.add(place.key(member.getKey()), "says the same as \"" + before + "\"");
          continue;
        }
        Object value = key.shape().read(member.getValue(), place.key(member.getKey()), problems);
        if (value != null) {
          found.put(key, value);
        }
      } else if (!member.getKey().startsWith(FOREIGN_PREFIX)) {
        problems.add(place.key(member.getKey()), unknown(member.getKey(), byName.keySet()));
      }
    }
    return hasRequired(found, seen, place, problems) ? new Values(found, place, problems) : null;
  }

  private boolean hasRequired(
      Map<Key<?>, Object> found, Map<Key<?>, String> seen, Place place, Problems problems) {
    boolean complete = true;
    for (Key<?> key : keys) {
      if (key.required() && !found.containsKey(key)) {
        complete = false;
        if (!seen.containsKey(key)) {
          problems.add(place.key(key.name()), "missing; it is " + key.meaning());
        }
      }
    }
    return complete;
  }

  /// Says that `written` is none of `known`, and what was perhaps meant.
  static String unknown(String written, Iterable<String> known) {
    TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.forEach(names::add);
    return NearestName.to(written, names)
        .map(near -> "unknown; did you mean \"" + near + "\"?")
        .orElseGet(() -> "unknown; legal here: " + String.join(", ", names));
  }

  ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    List<String> required = new ArrayList<>();
    for (Key<?> key : keys) {
      properties.set(key.name(), key.schema());
      if (!key.alias().isEmpty()) {
        properties.set(key.alias(), key.schema().put("deprecated", true));
      }
      if (key.required()) {
        required.add(key.name());
      }
    }
    if (!required.isEmpty()) {
      required.forEach(schema.putArray("required")::add);
    }
    schema.putObject("patternProperties").putObject("^" + FOREIGN_PREFIX);
    return schema.put("additionalProperties", false);
  }
}
