package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the examples of docs/api.md.
class ApiDocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "api.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("```json request\n(.*?)```\n```json answer\n(.*?)```\n", Pattern.DOTALL);

  /// A call and its answer.
  private record Example(JsonNode request, JsonNode answer) {
    boolean has(Effect effect) {
      String call = effect.call().replace('\'', '"').replace(" ", "");
      return request.toString().replace(" ", "").contains(call);
    }

    /// The same for those who need none.
    Example withoutLogin() {
      ObjectNode bare = answer.deepCopy();
      bare.remove("authorize");
      return new Example(request, bare);
    }
  }

  /// What is so after an example, whatever its answer said.
  ///
  /// @param call which the example has, as it stands in the page
  /// @param reading the call that tells, asked over HTTP
  /// @param where in the answer; a JSON pointer
  /// @param is what stands there; empty for nothing
  private record Effect(String call, String reading, String where, String is) {}

  private static final List<Effect> EFFECTS =
      List.of(
          new Effect("'addaccount'", "{'accounts':1}", "/accounts", "['ops']"),
          new Effect("'addtoken'", "{'tokens':1}", "/tokens/grafana/scope", "'read'"),
          new Effect("'deleteaccount'", "{'accounts':1}", "/accounts", "[]"),
          new Effect("'deletetoken'", "{'tokens':1}", "/tokens", "{}"),
          new Effect("'serverid': 'north-1'", "{'config':1}", "/config/serverid", "'north-1'"),
          new Effect("'config_restore'", "{'config':1}", "/config/serverid", "'south-1'"),
          new Effect("'config_rollback'", "{'streams':1}", "/streams/live/online", "2"),
          new Effect("'ui_settings'", "{'ui_settings':1}", "/ui_settings", "{'sort':'name'}"),
          new Effect("'add_tag'", "{'tags':1}", "/tags", "['edge','eu']"),
          new Effect("'bandwidth'", "{'bandwidth':1}", "/bandwidth/exceptions/0", "'10.0.0.0/8'"),
          new Effect(
              "['origin', 'o",
              "{'variable_list':1}",
              "/variable_list/origin/value",
              "'origin.example.org'"),
          new Effect("'variable_remove'", "{'variable_list':1}", "/variable_list", "{}"),
          new Effect(
              "'cam1': {'source': 'push://@secret'",
              "{'streams':1}",
              "/streams/cam1/source",
              "'push://@secret'"),
          new Effect("'deletestream': ['cam1']", "{'streams':1}", "/streams/cam1", ""),
          new Effect("'deletestreamsource'", "{'streams':1}", "/streams/clip", ""),
          new Effect(
              "'day': {'source'", "{'streams':1}", "/streams/day/source", "'/srv/media/day.pls'"),
          new Effect("'deletestream': 'day'", "{'streams':1}", "/streams/day", ""),
          new Effect("'push_start'", "{'push_list':1}", "/push_list/0/1", "'demo'"),
          new Effect("'push_stop'", "{'push_list':1}", "/push_list/0", ""),
          new Effect("'push_auto_add'", "{'push_auto_list':1}", "/push_auto_list/0/0", "'live+'"),
          new Effect("'push_auto_remove'", "{'push_auto_list':1}", "/push_auto_list", "[]"),
          new Effect(
              "'external_writer_add'",
              "{'external_writer_list':1}",
              "/external_writer_list/0/0",
              "'S3'"),
          new Effect(
              "'external_writer_remove'",
              "{'external_writer_list':1}",
              "/external_writer_list",
              "[]"),
          new Effect("'tag_stream'", "{'stream_tags':'live'}", "/stream_tags/live", "['sport']"),
          new Effect("'addprotocol'", "{'config':1}", "/config/protocols/2/port", "8081"),
          new Effect("'updateprotocol'", "{'config':1}", "/config/protocols/2/port", "8082"),
          new Effect("'deleteprotocol'", "{'config':1}", "/config/protocols/2", ""),
          new Effect("'addjwks'", "{'jwks':1}", "/jwks/0/0/kid", "'shop'"),
          new Effect("'deletejwks'", "{'jwks':1}", "/jwks/1", ""),
          new Effect(
              "'streamkey_add'",
              "{'streamkeys':1}",
              "/streamkeys/sha256:4a31a242cc380bf83f44b0c15ee94b790cebf8bbbdc9419a509b36693bb68cba",
              "'live+anna'"),
          new Effect(
              "'weather', 'http", "{'variable_list':1}", "/variable_list/weather/value", "'fair'"),
          new Effect("'push_settings'", "{'push_settings':1}", "/push_settings/maxspeed", "10"));

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"HTTP", "UDP"})
  void everyExampleIsTrueAndEveryCallHasOne(String transport) throws Exception {
    ConfigStore store = ConfigStore.openOrCreate(new ConfigFile(directory.resolve("weir.json")));
    try (Server server =
            Server.start(store, Transport.Kind.AUTO, new Ports(0, 0, 0), new EventLog(100));
        ApiClient api = new ApiClient(server);
        UdpClient udp = new UdpClient(api.uri("/").getPort())) {
      Asking asking = transport.equals("UDP") ? udp::ask : api::ask;
      Set<String> shown = new HashSet<>();
      Set<Effect> missing = new HashSet<>(EFFECTS);
      for (Example example : examples()) {
        example.request().fieldNames().forEachRemaining(shown::add);
        awaitAnswer(asking, transport.equals("UDP") ? example.withoutLogin() : example);
        for (Effect effect : EFFECTS) {
          if (example.has(effect)) {
            missing.remove(effect);
            awaitEffect(api, effect);
          }
        }
      }
      assertThat(missing).isEmpty();
      assertThat(server.stopAsked().toCompletableFuture().get(60, TimeUnit.SECONDS))
          .as("what the last example asks for")
          .isEqualTo("maintenance");
      assertThat(shown).containsAll(calls(api));
    }
  }

  /// A stream that an example started takes a moment; what changes something is asked once.
  private static void awaitAnswer(Asking api, Example example) {
    JsonNode first = api.ask(example.request().toString());
    if (!matches(example.answer(), first) && example.request().toString().contains("_streams")) {
      Await.until(
          example.request() + " answers " + example.answer(),
          Duration.ofSeconds(60),
          () -> matches(example.answer(), api.ask(example.request().toString())));
      return;
    }
    assertThat(matches(example.answer(), first))
        .as(example.request() + " answered " + first)
        .isTrue();
    assertThat(first.has("errors")).as("" + first).isEqualTo(example.answer().has("errors"));
  }

  /// A push takes a moment to stop.
  private static void awaitEffect(ApiClient api, Effect effect) {
    JsonNode wanted =
        effect.is().isEmpty() ? MissingNode.getInstance() : ApiClient.json(effect.is());
    Await.until(
        "" + effect,
        Duration.ofSeconds(60),
        () -> api.ask(effect.reading()).at(effect.where()).equals(wanted));
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
