package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpHandlers;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the driver of each browser does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrowserFacts {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Browser browser = start();
  private HttpServer server;
  private String root;

  abstract Browser start();

  /// The browser's word for a connection that was refused.
  abstract String refused();

  @BeforeAll
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    root = "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    server.createContext("/", HttpHandlers.of(404, Headers.of(), ""));
    server.createContext("/empty", page("<title>Nothing here</title>"));
    server.createContext(
        "/video", page("<body style='margin:0'><video autoplay muted loop src=/media></video>"));
    server.createContext("/media", this::sendMedia);
    server.start();
  }

  @AfterAll
  void stop() {
    server.stop(0);
    browser.close();
  }

  @Test
  void evaluatesValuesAndPromises() {
    browser.open(root + "empty");
    assertThat(browser.evaluate("document.title").asText()).isEqualTo("Nothing here");
    assertThat(browser.evaluate("Promise.resolve({a: [1, 2]})").at("/a/1").asInt()).isEqualTo(2);
    assertThatThrownBy(() -> browser.evaluate("nobody.knows"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ReferenceError: nobody is not defined");
  }

  @Test
  void playsVideoAndShowsIt(@TempDir Path directory) throws Exception {
    browser.open(root + "video");
    VideoState state = browser.awaitVideo(v -> v.totalFrames() > 20, LIMIT);
    assertThat(state.widthPixels()).isEqualTo(320);
    assertThat(state.heightPixels()).isEqualTo(180);
    assertThat(state.error()).isEmpty();
    Path file = directory.resolve("page.png");
    browser.screenshot(file);
    BufferedImage image = ImageIO.read(file.toFile());
    // The page is white; the test picture is not.
    assertThat(image.getRGB(160, 150)).isNotEqualTo(image.getRGB(600, 400));
  }

  @Test
  void seesWhetherThePicturesGoOnWithTheClock() {
    browser.open(root + "video");
    browser.awaitVideo(v -> v.totalFrames() > 5, LIMIT);
    Timecode timecode = Timecode.of(SampleMedia.VP9_OPUS);
    timecode.assertShownBy(browser, SampleMedia.DURATION);
    browser.evaluate(
        """
        (v => {
          const still = document.createElement('canvas');
          still.width = v.videoWidth;
          still.height = v.videoHeight;
          still.style = 'position: absolute; left: 0; top: 0';
          still.getContext('2d').drawImage(v, 0, 0);
          document.body.append(still);
        })(document.querySelector('video'))\
        """);
    assertThatThrownBy(() -> timecode.assertShownBy(browser, SampleMedia.DURATION))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the pictures are not those of their times");
  }

  @Test
  void hearsTheConsoleAndSeesFailedRequests() {
    browser.open(root + "empty");
    browser.evaluate("console.warn('careful', 7)");
    browser.evaluate("fetch('/absent').then(r => r.status)");
    int closed = Ports.freeTcp();
    browser.evaluate("fetch('http://127.0.0.1:%d/').catch(e => 0)".formatted(closed));
    assertThat(browser.console()).contains("warning: careful 7");
    Await.until(
        "two failures",
        LIMIT,
        () ->
            browser.networkFailures().contains("404 %sabsent".formatted(root))
                && browser
                    .networkFailures()
                    .contains("%s http://127.0.0.1:%d/".formatted(refused(), closed)));
  }

  @Test
  void saysWhatThePageSaidWhenWaitingFails() {
    browser.open(root + "empty");
    browser.evaluate("console.error('out of luck')");
    assertThatThrownBy(() -> browser.await("false", Duration.ofMillis(100)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("error: out of luck");
  }

  @Test
  void reportsAnUnreachableServer() {
    assertThatThrownBy(() -> browser.open("http://127.0.0.1:%d/".formatted(Ports.freeTcp())))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(refused());
  }

  @Test
  void leavesNoProcessBehind() {
    Browser other = start();
    long pid = other.process().handle().pid();
    var tree = other.process().handle().descendants().toList();
    assertThat(tree).hasSizeGreaterThan(2);
    other.close();
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(tree).noneMatch(ProcessHandle::isAlive);
  }

  private static HttpHandler page(String html) {
    return HttpHandlers.of(200, Headers.of("Content-Type", "text/html"), "<!doctype html>" + html);
  }

  private void sendMedia(HttpExchange exchange) throws IOException {
    byte[] media = Files.readAllBytes(SampleMedia.VP9_OPUS.file());
    exchange.getResponseHeaders().set("Content-Type", "video/webm");
    exchange.sendResponseHeaders(200, media.length);
    try (exchange) {
      exchange.getResponseBody().write(media);
    }
  }
}
