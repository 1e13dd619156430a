package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import java.io.IOException;
import java.util.List;

/// The calls about variables.
public final class VariableCalls {
  private static final String LEGAL =
      "legal: [name, value], [name, target, interval], [name, target, interval, value],"
          + " [name, target, interval, value, waitTime], or an object with these members";

  private final ConfigStore store;
  private final LiveVariables live;

  /// @param store holds the document
  /// @param live the values as they are
  public VariableCalls(ConfigStore store, LiveVariables live) {
    this.store = store;
    this.live = live;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.control(
            "variable_add",
            Request.OBJECTS,
            "sets what $name stands for, or who is asked for it: [name, value] or"
                + " [name, target, interval]",
            this::add),
        Call.control("variable_remove", Request.NAMES, "forgets variables", this::remove),
        Call.read(
            "variable_list",
            Request.ANY,
            "all variables: {name: {value, target, interval, lastunix, waitTime}}",
            (_, reply) -> reply.put(list())));
  }

  private void add(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    JsonNode name = request.isArray() ? request.path(0) : request.path("name");
    ObjectNode variable = request.isArray() ? ofList(request) : ofObject(request);
    if (!name.isTextual() || variable.isEmpty()) {
      throw new CallException("", request.toString(), LEGAL);
    }
    if (store.change(
        json -> json.withObjectProperty("variables").set(name.textValue(), variable))) {
      reply.changed("variable " + name.textValue() + " set");
    }
  }

  private static ObjectNode ofList(JsonNode list) {
    ObjectNode variable = JsonNodeFactory.instance.objectNode();
    if (list.size() == 2) {
      return variable.set("value", list.get(1));
    }
    List<String> names = List.of("target", "interval", "value", "waitTime");
    for (int i = 1; i < Math.min(list.size(), names.size() + 1); i++) {
      variable.set(names.get(i - 1), list.get(i));
    }
    return variable;
  }

  private static ObjectNode ofObject(JsonNode object) {
    ObjectNode variable = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("value", "target", "interval", "waitTime")) {
      if (object.has(name)) {
        variable.set(name, object.get(name));
      }
    }
    return variable;
  }

  private void remove(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    List<String> names = Names.of(request);
    if (store.change(json -> json.withObjectProperty("variables").remove(names))) {
      reply.changed("variables removed: " + String.join(", ", names));
    }
  }

  private ObjectNode list() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    store
        .config()
        .variables()
        .forEach((name, variable) -> {
          LiveVariables.Value value = live.value(name, variable);
          ObjectNode one = all.putObject(name).put("value", value.text());
          if (!variable.target().isEmpty()) {
            one.put("target", variable.target())
                .put("interval", variable.intervalSeconds())
                .put("waitTime", variable.waitMillis())
                .put("lastunix", value.unixSeconds());
          }
        });
    return all;
  }
}
