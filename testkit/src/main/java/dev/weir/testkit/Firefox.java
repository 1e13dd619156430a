package dev.weir.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Firefox, driven over WebDriver BiDi.
///
/// It does not count the bytes of decoded sound: [VideoState#audioBytes()] is always 0.
public final class Firefox extends Browser {
  private static final String PREFERENCES =
      """
      user_pref("media.autoplay.default", 0);
      user_pref("media.autoplay.blocking_policy", 0);
      user_pref("media.navigator.streams.fake", true);
      user_pref("media.navigator.permission.disabled", true);
      user_pref("media.gmp-manager.updateEnabled", false);
      """;
  // Where there is no sound card, playback of sound would end with an error sooner or later. Sound
  // that goes into a graph of Web Audio needs none, and media then play at the system's pace.
  private static final String SOUND_WITHOUT_A_CARD =
      """
      () => {
        const graphs = new Map();
        document.addEventListener('loadstart', ({target}) => {
          if (!graphs.has(target)) {
            graphs.set(target, new AudioContext().createMediaElementSource(target));
          }
        }, true);
      }
      """;
  private static final String LISTENING = "WebDriver BiDi listening on ";

  private final HttpClient client = HttpClient.newHttpClient();
  private final BrowserSocket session;
  private final String page;

  private Firefox(ScratchDirectory profile, ChildProcess process, PageEvents events) {
    super(profile, process, events);
    String address = Await.value("the port of Firefox", LIMIT, this::address);
    session = new BrowserSocket(process, client, URI.create(address + "/session"), events::accept);
    session.send("session.new", Map.of("capabilities", Map.of()));
    session.send(
        "session.subscribe",
        Map.of(
            "events",
            List.of("log.entryAdded", "network.responseCompleted", "network.fetchError")));
    session.send("script.addPreloadScript", Map.of("functionDeclaration", SOUND_WITHOUT_A_CARD));
    page = session.send("browsingContext.getTree", Map.of()).at("/contexts/0/context").asText();
  }

  /// Starts Firefox on an empty page.
  public static Firefox start() {
    String program = Tool.FIREFOX.path().toString();
    ScratchDirectory profile = ScratchDirectory.create("weir-firefox");
    write(profile);
    ChildProcess process =
        ChildProcess.start(
            List.of(
                program,
                "--headless",
                "--no-remote",
                "--profile",
                profile.path().toString(),
                "--width=1280",
                "--height=800",
                "--remote-debugging-port=0"));
    try {
      return new Firefox(profile, process, new FirefoxEvents());
    } catch (AssertionError e) {
      process.close();
      profile.close();
      throw e;
    }
  }

  @Override
  public void open(String url) {
    session.send(
        "browsingContext.navigate", Map.of("context", page, "url", url, "wait", "complete"));
  }

  @Override
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        session.send(
            "script.evaluate",
            Map.of(
                "expression",
                expression,
                "target",
                Map.of("context", page),
                "awaitPromise",
                true,
                "userActivation",
                true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(
          "%s throws %s".formatted(expression, answer.at("/exceptionDetails/text").asText()));
    }
    return plain(answer.path("result"));
  }

  @Override
  String screenshot() {
    return session
        .send("browsingContext.captureScreenshot", Map.of("context", page))
        .path("data")
        .asText();
  }

  @Override
  void disconnect() {
    session.close();
    client.shutdownNow();
  }

  /// The JSON that a BiDi remote value stands for: `{type: array, value: [{type: number, value:
  /// 2}]}` is `[2]`. What JSON has no form for is null.
  private static JsonNode plain(JsonNode remote) {
    JsonNode value = remote.path("value");
    return switch (remote.path("type").asText()) {
      case "string", "number", "boolean" -> value;
      case "array" -> {
        ArrayNode array = JSON.createArrayNode();
        value.forEach(element -> array.add(plain(element)));
        yield array;
      }
      case "object" -> {
        ObjectNode object = JSON.createObjectNode();
        value.forEach(entry -> object.set(entry.get(0).asText(), plain(entry.get(1))));
        yield object;
      }
      default -> NullNode.getInstance();
    };
  }

  /// Firefox says on standard error where it listens.
  private Optional<String> address() {
    if (!process().isRunning()) {
      throw process().failure("did not start");
    }
    return process().log().stream()
        .filter(line -> line.startsWith(LISTENING))
        .map(line -> line.substring(LISTENING.length()))
        .findFirst();
  }

  private static void write(ScratchDirectory profile) {
    try {
      Files.writeString(profile.path().resolve("user.js"), PREFERENCES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
