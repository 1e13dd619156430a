package dev.weir.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A WebSocket to a browser: JSON commands, answers and events, as the Chrome DevTools Protocol and
/// WebDriver BiDi both frame them.
///
/// Any thread may send; events arrive on a thread of the HTTP client. A browser that is sent
/// commands lives on.
final class BrowserSocket implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Integer, CompletableFuture<JsonNode>> unanswered = new ConcurrentHashMap<>();
  private final ChildProcess browser;
  private final Consumer<JsonNode> events;
  private final WebSocket socket;
  private int lastId; // guarded by this

  /// Connects; `events` takes each message that answers no command.
  BrowserSocket(ChildProcess browser, HttpClient client, URI address, Consumer<JsonNode> events) {
    this.browser = browser;
    this.events = events;
    socket = client.newWebSocketBuilder().buildAsync(address, new Listener()).join();
  }

  /// Sends a command and returns its `result`.
  ///
  /// @throws AssertionError if the browser refuses it or does not answer
  JsonNode send(String method, Map<String, ?> params) {
    browser.used();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    write(method, params, answer);
    JsonNode message = await(method, answer);
    if (message.has("error")) {
      throw new AssertionError(
          "the browser refuses %s: %s %s"
              .formatted(method, message.get("error"), message.path("message").asText()));
    }
    return message.path("result");
  }

  @Override
  public void close() {
    socket.abort();
  }

  private synchronized void write(
      String method, Map<String, ?> params, CompletableFuture<JsonNode> answer) {
    int id = ++lastId;
    unanswered.put(id, answer);
    ObjectNode command = JSON.createObjectNode().put("id", id).put("method", method);
    command.set("params", JSON.valueToTree(params));
    try {
      socket.sendText(command.toString(), true).join();
    } catch (CompletionException e) {
      throw browser.failure("takes no command " + method + ": " + e.getCause());
    }
  }

  private static JsonNode await(String method, CompletableFuture<JsonNode> answer) {
    try {
      return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("the browser does not answer " + method, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + method, e);
    }
  }

  private void receive(String text) {
    JsonNode message = parse(text);
    CompletableFuture<JsonNode> answer =
        message.has("id") ? unanswered.remove(message.get("id").asInt()) : null;
    if (answer == null) {
      events.accept(message);
    } else {
      answer.complete(message);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("the browser sent no JSON: " + text, e);
    }
  }

  private void fail(Throwable cause) {
    unanswered.values().forEach(answer -> answer.completeExceptionally(cause));
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        receive(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      fail(new AssertionError("the browser closed the connection: " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      fail(error);
    }
  }
}
