package dev.weir.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigException;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// A change of a configuration: how the API is asked for it, and what the document has to be then.
///
/// @param call the request
/// @param after the whole document
record RandomEdit(String call, ObjectNode after) {
  /// Any change of `before`, which may be none.
  ///
  /// @param watched the streams that are always there, and always play the demo
  /// @param port on which a listener comes and goes
  static RandomEdit of(ObjectNode before, List<String> watched, int port, Random random) {
    String other = "s" + random.nextInt(4);
    String one = watched.get(random.nextInt(watched.size()));
    int number = random.nextInt(3);
    return switch (random.nextInt(9)) {
      case 0 -> stream(before, other, "{'source':'push://@" + number + "'}");
      case 1 -> stream(before, other, "{'source':'demo:','always_on':true}");
      case 2 -> comesOrGoes(before, other);
      case 3 -> stream(before, one, "{'source':'demo:','x-note':" + number + "}");
      case 4 -> stream(before, one, "{'source':'demo:','DVR':" + (50_000 + number) + "}");
      case 5 -> settings(before, "{'debug':" + (3 + number) + ",'serverid':'n" + number + "'}");
      case 6 ->
          settings(
              before,
              "{'triggers':{'USER_END':[{'handler':'http://127.0.0.1:9/','streams':['s"
                  + number
                  + "']}]}}");
      case 7 -> listener(before, port);
      default -> notes(before, "{'sort':" + number + ",'text':'\u00e9 <\\n'}");
    };
  }

  /// A listener as it is written.
  static String http(int port) {
    return "{'connector':'HTTP','interface':'127.0.0.1','port':" + port + "}";
  }

  /// A document with everything that is true by default written out; single quotes stand for double
  /// ones.
  static ObjectNode document(String text) {
    try {
      return ConfigDocument.parse(text.replace('\'', '"')).explicit();
    } catch (ConfigException e) {
      throw new AssertionError(text, e);
    }
  }

  private static RandomEdit comesOrGoes(ObjectNode before, String name) {
    return before.path("streams").has(name)
        ? edit(
            before,
            "{'deletestream':'" + name + "'}",
            after -> after.withObjectProperty("streams").remove(name))
        : stream(before, name, "{'source':'/srv/media/'}");
  }

  private static RandomEdit stream(ObjectNode before, String name, String config) {
    return edit(
        before,
        "{'addstream':{'" + name + "':" + config + "}}",
        after -> after.withObjectProperty("streams").set(name, ApiClient.json(config)));
  }

  private static RandomEdit settings(ObjectNode before, String members) {
    return edit(
        before,
        "{'config':" + members + "}",
        after -> after.withObjectProperty("config").setAll((ObjectNode) ApiClient.json(members)));
  }

  private static RandomEdit listener(ObjectNode before, int port) {
    JsonNode listener = ApiClient.json(http(port));
    for (int i = 0; i < protocols(before).size(); i++) {
      if (protocols(before).get(i).equals(listener)) {
        int at = i;
        return edit(
            before, "{'deleteprotocol':" + http(port) + "}", after -> protocols(after).remove(at));
      }
    }
    return edit(
        before, "{'addprotocol':" + http(port) + "}", after -> protocols(after).add(listener));
  }

  private static ArrayNode protocols(ObjectNode document) {
    return document.withObjectProperty("config").withArrayProperty("protocols");
  }

  private static RandomEdit notes(ObjectNode before, String notes) {
    return edit(
        before,
        "{'ui_settings':" + notes + "}",
        after -> after.set("ui_settings", ApiClient.json(notes)));
  }

  private static RandomEdit edit(ObjectNode before, String call, Consumer<ObjectNode> effect) {
    ObjectNode after = before.deepCopy();
    effect.accept(after);
    return new RandomEdit(call, after);
  }
}
