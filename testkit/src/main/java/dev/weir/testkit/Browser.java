package dev.weir.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/// A headless browser with one page, its own empty profile, and a fake camera and microphone.
///
/// Media play without a click. Closing kills it and deletes the profile.
public abstract sealed class Browser implements AutoCloseable permits Chromium, Firefox {
  static final Duration LIMIT = Duration.ofSeconds(60);
  static final ObjectMapper JSON = new ObjectMapper();

  private final ScratchDirectory profile;
  private final ChildProcess process;
  private final PageEvents events;

  Browser(ScratchDirectory profile, ChildProcess process, PageEvents events) {
    this.profile = profile;
    this.process = process;
    this.events = events;
  }

  /// Opens a URL and waits until the page has loaded.
  ///
  /// @throws AssertionError if the server cannot be reached, or the page has not loaded within a
  ///   minute
  public abstract void open(String url);

  /// The value of a JavaScript expression; of a promise, what it resolves to.
  ///
  /// @throws AssertionError if it throws or rejects
  public abstract JsonNode evaluate(String expression);

  /// Waits until a JavaScript expression is true.
  ///
  /// @throws AssertionError with what the page said, if it is not within `limit`
  public final void await(String condition, Duration limit) {
    await(condition, limit, () -> Optional.of(true).filter(_ -> evaluate(condition).asBoolean()));
  }

  /// What the first `video` element has come to.
  public final VideoState video() {
    return video("video");
  }

  /// What the element with this CSS selector has come to.
  ///
  /// @throws AssertionError if there is none
  public final VideoState video(String selector) {
    return VideoState.of(
        evaluate(
            "(v => (%s))(document.querySelector(%s))"
                .formatted(VideoState.DESCRIBE, quoted(selector))));
  }

  /// Waits until the first `video` element is as `condition` wants it; returns its state then.
  ///
  /// @throws AssertionError with its last state and what the page said, if that takes over `limit`
  public final VideoState awaitVideo(Predicate<VideoState> condition, Duration limit) {
    return await("the video", limit, () -> Optional.of(video()).filter(condition));
  }

  /// Writes what the page looks like to a PNG file.
  public final void screenshot(Path file) {
    try {
      Files.write(file, Base64.getDecoder().decode(screenshot()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is to be seen of the first `video` element: its part of [#screenshot(Path)], without the
  /// bars that fill up an element of another shape.
  public final BufferedImage videoPicture() {
    JsonNode place =
        evaluate(
            """
            (v => {
              const box = v.getBoundingClientRect();
              const scale = Math.min(box.width / v.videoWidth, box.height / v.videoHeight);
              const width = v.videoWidth * scale, height = v.videoHeight * scale;
              return {x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2,
                      width, height, page: innerWidth};
            })(document.querySelector('video'))\
            """);
    try {
      BufferedImage page =
          ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(screenshot())));
      double scale = page.getWidth() / place.path("page").asDouble();
      return page.getSubimage(
          (int) Math.round(place.path("x").asDouble() * scale),
          (int) Math.round(place.path("y").asDouble() * scale),
          (int) Math.round(place.path("width").asDouble() * scale),
          (int) Math.round(place.path("height").asDouble() * scale));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the page wrote to the console, thrown exceptions and browser complaints included; each
  /// line begins with its kind, as in `error: no such stream`.
  public final List<String> console() {
    return events.console();
  }

  /// Requests that failed: `404 URL`, or the browser's word for it, `net::ERR_CONNECTION_REFUSED
  /// URL`.
  public final List<String> networkFailures() {
    return events.networkFailures();
  }

  /// The process, to freeze, thaw or kill it.
  public final ChildProcess process() {
    return process;
  }

  @Override
  public final void close() {
    disconnect();
    process.close();
    profile.close();
  }

  /// What the page looks like: a PNG file in base 64.
  abstract String screenshot();

  abstract void disconnect();

  final <T> T await(String what, Duration limit, Supplier<Optional<T>> source) {
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

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
