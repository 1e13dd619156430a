package dev.weir.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A headless Chromium with one page, its own empty profile, and a fake camera and microphone.
///
/// Media play without a click. Closing kills it and deletes the profile.
public final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
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

  private final ScratchDirectory profile;
  private final ChildProcess process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final PageEvents events = new PageEvents();
  private final DevTools page;

  private Browser(ScratchDirectory profile, ChildProcess process) {
    this.profile = profile;
    this.process = process;
    page = new DevTools(client, newPage(), events::accept);
  }

  /// Starts Chromium on an empty page; `flags` are added to ours.
  public static Browser start(String... flags) {
    String program = Tool.CHROMIUM.path().toString();
    ScratchDirectory profile = ScratchDirectory.create("weir-browser");
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(FLAGS);
    command.add("--user-data-dir=" + profile.path());
    command.addAll(List.of(flags));
    ChildProcess process = ChildProcess.start(command);
    try {
      Browser browser = new Browser(profile, process);
      List.of("Page", "Runtime", "Log", "Network")
          .forEach(domain -> browser.page.send(domain + ".enable", Map.of()));
      return browser;
    } catch (AssertionError e) {
      process.close();
      profile.close();
      throw e;
    }
  }

  /// Opens a URL and waits until the page has loaded.
  ///
  /// @throws AssertionError if the server cannot be reached, or the page has not loaded within 30 s
  public void open(String url) {
    JsonNode navigation = page.send("Page.navigate", Map.of("url", url));
    if (navigation.has("errorText")) {
      throw new AssertionError("%s: %s".formatted(url, navigation.get("errorText").asText()));
    }
    await("document.readyState === 'complete'", LIMIT);
  }

  /// The value of a JavaScript expression; of a promise, what it resolves to.
  ///
  /// @throws AssertionError if it throws or rejects
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
          "%s throws %s".formatted(expression, PageEvents.thrown(answer.get("exceptionDetails"))));
    }
    return answer.at("/result/value");
  }

  /// Waits until a JavaScript expression is true.
  ///
  /// @throws AssertionError with what the page said, if it is not within `limit`
  public void await(String condition, Duration limit) {
    await(condition, limit, () -> Optional.of(true).filter(_ -> evaluate(condition).asBoolean()));
  }

  /// What the first `video` element has come to.
  public VideoState video() {
    return video("video");
  }

  /// What the element with this CSS selector has come to.
  ///
  /// @throws AssertionError if there is none
  public VideoState video(String selector) {
    return VideoState.of(
        evaluate(
            "(v => (%s))(document.querySelector(%s))"
                .formatted(VideoState.DESCRIBE, quoted(selector))));
  }

  /// Waits until the first `video` element is as `condition` wants it; returns its state then.
  ///
  /// @throws AssertionError with its last state and what the page said, if that takes over `limit`
  public VideoState awaitVideo(Predicate<VideoState> condition, Duration limit) {
    return await("the video", limit, () -> Optional.of(video()).filter(condition));
  }

  /// Writes what the page looks like to a PNG file.
  public void screenshot(Path file) {
    JsonNode image = page.send("Page.captureScreenshot", Map.of("format", "png"));
    try {
      Files.write(file, Base64.getDecoder().decode(image.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the page wrote to the console, thrown exceptions and browser complaints included; each
  /// line begins with its kind, as in `error: no such stream`.
  public List<String> console() {
    return events.console();
  }

  /// Requests that failed: `404 URL`, or the browser's word for it, `net::ERR_CONNECTION_REFUSED
  /// URL`.
  public List<String> networkFailures() {
    return events.networkFailures();
  }

  /// The process, to freeze, thaw or kill it.
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    page.close();
    client.shutdownNow();
    process.close();
    profile.close();
  }

  private <T> T await(String what, Duration limit, Supplier<Optional<T>> source) {
    try {
      return Await.value(what, limit, source);
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s%nconsole: %s%nnetwork failures: %s%nvideos: %s"
              .formatted(e.getMessage(), console(), networkFailures(), videos()),
          e);
    }
  }

  private JsonNode videos() {
    return evaluate(
        "[...document.querySelectorAll('video')].map(v => (%s))".formatted(VideoState.DESCRIBE));
  }

  /// Chromium writes the port it chose to a file in its profile, and makes a page on request.
  private URI newPage() {
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
    if (!process.isRunning()) {
      throw process.failure("did not start");
    }
    try {
      // The second line is written last.
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      return lines.size() < 2 ? Optional.empty() : Optional.of(Integer.valueOf(lines.getFirst()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
