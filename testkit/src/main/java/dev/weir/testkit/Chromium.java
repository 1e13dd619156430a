package dev.weir.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chromium, driven over the Chrome DevTools Protocol.
public final class Chromium extends Browser {
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox", // CI runs as root
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-breakpad",
          "--autoplay-policy=no-user-gesture-required",
          "--use-fake-device-for-media-stream",
          "--use-fake-ui-for-media-stream",
          "--window-size=1280,800",
          "--remote-debugging-port=0");

  private final HttpClient client = HttpClient.newHttpClient();
  private final BrowserSocket page;

  private Chromium(ScratchDirectory profile, ChildProcess process, PageEvents events) {
    super(profile, process, events);
    page = new BrowserSocket(process, client, newPage(profile), events::accept);
  }

  /// Starts Chromium on an empty page; `flags` are added to ours.
  public static Chromium start(String... flags) {
    String program = Tool.CHROMIUM.path().toString();
    ScratchDirectory profile = ScratchDirectory.create("weir-browser");
    // What it leaves behind when it is killed goes with the profile.
    List<String> command = new ArrayList<>(List.of("env", "TMPDIR=" + profile.path(), program));
    command.addAll(FLAGS);
    command.add("--user-data-dir=" + profile.path());
    command.addAll(List.of(flags));
    ChildProcess process = ChildProcess.start(command);
    try {
      Chromium browser = new Chromium(profile, process, new ChromiumEvents());
      List.of("Page", "Runtime", "Log", "Network")
          .forEach(domain -> browser.page.send(domain + ".enable", Map.of()));
      return browser;
    } catch (AssertionError e) {
      process.close();
      profile.close();
      throw e;
    }
  }

  @Override
  public void open(String url) {
    JsonNode navigation = page.send("Page.navigate", Map.of("url", url));
    if (navigation.has("errorText")) {
      throw new AssertionError("%s: %s".formatted(url, navigation.get("errorText").asText()));
    }
    await("document.readyState === 'complete'", LIMIT);
  }

  @Override
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        page.send(
            "Runtime.evaluate",
            Map.of(
                "expression", expression,
                "awaitPromise", true,
                "returnByValue", true,
                "userGesture", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(
          "%s throws %s"
              .formatted(expression, ChromiumEvents.thrown(answer.get("exceptionDetails"))));
    }
    return answer.at("/result/value");
  }

  @Override
  String screenshot() {
    return page.send("Page.captureScreenshot", Map.of("format", "png")).path("data").asText();
  }

  @Override
  void disconnect() {
    page.close();
    client.shutdownNow();
  }

  /// Chromium writes the port it chose to a file in its profile, and makes a page on request.
  private URI newPage(ScratchDirectory profile) {
    Path portFile = profile.path().resolve("DevToolsActivePort");
    int port = Await.value("DevTools port", LIMIT, () -> firstNumber(portFile));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/json/new?about:blank".formatted(port)))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      String answer = client.send(request, BodyHandlers.ofString()).body();
      return URI.create(JSON.readTree(answer).path("webSocketDebuggerUrl").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the browser starts", e);
    }
  }

  private Optional<Integer> firstNumber(Path file) {
    if (!process().isRunning()) {
      throw process().failure("did not start");
    }
    try {
      // The second line is written last.
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      return lines.size() < 2 ? Optional.empty() : Optional.of(Integer.valueOf(lines.getFirst()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
