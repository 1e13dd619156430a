package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.ConfigFile;
import dev.weir.config.ConfigStore;
import dev.weir.control.EventLog;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the examples of docs/api.md.
class ApiDocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "api.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("```json request\n(.*?)```\n```json answer\n(.*?)```\n", Pattern.DOTALL);

  /// A call and its answer.
  private record Example(JsonNode request, JsonNode answer) {}

  @TempDir private Path directory;

  @Test
  void everyExampleIsTrueAndEveryCallHasOne() throws Exception {
    ConfigStore store = ConfigStore.openOrCreate(new ConfigFile(directory.resolve("weir.json")));
    try (Server server =
            Server.start(store, Transport.Kind.AUTO, new Ports(0, 0, 0), new EventLog(100));
        ApiClient api = new ApiClient(server)) {
      Set<String> shown = new HashSet<>();
      for (Example example : examples()) {
        example.request().fieldNames().forEachRemaining(shown::add);
        awaitAnswer(api, example);
      }
      assertThat(shown).containsAll(calls(api));
    }
  }

  /// A stream that an example started takes a moment; what changes something is asked once.
  private static void awaitAnswer(ApiClient api, Example example) {
    JsonNode first = api.ask(example.request().toString());
    if (!matches(example.answer(), first) && example.request().toString().contains("_streams")) {
      Await.until(
          example.request() + " answers " + example.answer(),
          Duration.ofSeconds(20),
          () -> matches(example.answer(), api.ask(example.request().toString())));
      return;
    }
    assertThat(matches(example.answer(), first))
        .as(example.request() + " answered " + first)
        .isTrue();
    assertThat(first.has("errors")).as("" + first).isEqualTo(example.answer().has("errors"));
  }

  /// The calls that are supported.
  private static Set<String> calls(ApiClient api) {
    JsonNode schema = ApiClient.parsed(api.get("/api/schema?", "{}").body());
    Set<String> calls = new HashSet<>();
    for (Map.Entry<String, JsonNode> member :
        schema.path("components").path("schemas").path("Request").path("properties").properties()) {
      if (member.getValue().has("x-scope")
          && !member.getValue().path("description").textValue().equals("not supported yet")) {
        calls.add(member.getKey());
      }
    }
    return calls;
  }

  private static List<Example> examples() throws Exception {
    List<Example> examples = new ArrayList<>();
    Matcher found = EXAMPLE.matcher(Files.readString(PAGE));
    while (found.find()) {
      examples.add(new Example(ApiClient.parsed(found.group(1)), ApiClient.parsed(found.group(2))));
    }
    return examples;
  }

  /// Whether `actual` has everything that `expected` has; numbers and "…" stand for any other.
  private static boolean matches(JsonNode expected, JsonNode actual) {
    if (expected.isObject()) {
      return actual.isObject()
          && expected.properties().stream()
              .allMatch(member -> matches(member.getValue(), actual.path(member.getKey())));
    }
    if (expected.isArray()) {
      if (!actual.isArray() || actual.size() < expected.size()) {
        return false;
      }
      for (int i = 0; i < expected.size(); i++) {
        if (!matches(expected.get(i), actual.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (expected.isNumber()) {
      return actual.isNumber();
    }
    return actual.equals(expected) || (expected.asText().equals("…") && actual.isTextual());
  }
}
