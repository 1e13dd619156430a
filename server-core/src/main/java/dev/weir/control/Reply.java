package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answer to one request, as its calls fill it. Confined to the thread that answers.
public final class Reply {
  private static final Logger AUDIT = LoggerFactory.getLogger("dev.weir.audit");
  private static final int LONGEST_VALUE = 100;
  private static final int LONGEST_AUDIT = 500;

  private final Caller caller;
  private final ObjectNode json;
  private String member = ""; // of the call that is being done

  Reply(Caller caller, ObjectNode json) {
    this.caller = caller;
    this.json = json;
  }

  /// Who asks.
  public Caller caller() {
    return caller;
  }

  /// Answers under the name of the call.
  public void put(JsonNode value) {
    json.set(member, value);
  }

  /// Answers under another name.
  public void put(String name, JsonNode value) {
    json.set(name, value);
  }

  /// The object under `name`, which several calls fill together.
  public ObjectNode object(String name) {
    return json.withObjectProperty(name);
  }

  /// Whether a call has answered under `name` already.
  public boolean has(String name) {
    return json.has(name);
  }

  /// Notes in the log what the caller has changed: `stream cam added`. No secrets.
  public void changed(String what) {
    AUDIT.info(LogKind.CONF.marker(), "API: {} by {}", shortened(what, LONGEST_AUDIT), caller);
  }

  /// Says what could not be done of the call.
  ///
  /// @param place below the call's member; empty for the member itself
  /// @param value what was found there
  /// @param reason why not
  public void error(String place, String value, String reason) {
    json.withArrayProperty("errors").add(problem(path(place), value, reason));
  }

  void call(String name) {
    member = name;
  }

  void error(CallException e) {
    error(e.place(), e.value(), String.valueOf(e.getMessage()));
  }

  void error(ConfigException e) {
    for (ConfigException.Problem problem : e.problems()) {
      json.withArrayProperty("errors")
          .add(problem(member, "", problem.place() + ": " + problem.message()));
    }
  }

  private String path(String place) {
    return place.isEmpty() || place.startsWith("[") ? member + place : member + "." + place;
  }

  static ObjectNode problem(String member, String value, String reason) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("member", member)
        .put("value", shortened(value, LONGEST_VALUE))
        .put("reason", reason);
  }

  private static String shortened(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest) + "…" : text;
  }
}
