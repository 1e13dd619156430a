package dev.weir.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// What a page said and what it failed to load, picked from DevTools events.
///
/// Written by the thread of the connection, read by any.
final class PageEvents {
  private static final int HTTP_ERROR = 400;

  private final List<String> console = new CopyOnWriteArrayList<>();
  private final List<String> networkFailures = new CopyOnWriteArrayList<>();
  private final Map<String, String> urls = new ConcurrentHashMap<>();

  List<String> console() {
    return List.copyOf(console);
  }

  List<String> networkFailures() {
    return List.copyOf(networkFailures);
  }

  void accept(JsonNode event) {
    JsonNode params = event.path("params");
    switch (event.path("method").asText()) {
      case "Runtime.consoleAPICalled" ->
          console.add(params.path("type").asText() + ": " + words(params.path("args")));
      case "Runtime.exceptionThrown" ->
          console.add("exception: " + thrown(params.path("exceptionDetails")));
      case "Log.entryAdded" -> console.add(entry(params.path("entry")));
      case "Network.requestWillBeSent" ->
          urls.put(params.path("requestId").asText(), params.at("/request/url").asText());
      case "Network.responseReceived" -> response(params.path("response"));
      case "Network.loadingFailed" -> failure(params);
      default -> {
        // The protocol has hundreds of events; those above tell what a test asks for.
      }
    }
  }

  /// What an exception said: its description if it is an `Error`, else what the browser makes of
  /// it.
  static String thrown(JsonNode details) {
    JsonNode description = details.at("/exception/description");
    return description.isMissingNode() ? details.path("text").asText() : description.asText();
  }

  private void response(JsonNode response) {
    int status = response.path("status").asInt();
    if (status >= HTTP_ERROR) {
      networkFailures.add("%d %s".formatted(status, response.path("url").asText()));
    }
  }

  private void failure(JsonNode params) {
    // A page that leaves a stream on purpose has not failed.
    if (!params.path("canceled").asBoolean()) {
      String url = urls.getOrDefault(params.path("requestId").asText(), "unknown URL");
      networkFailures.add("%s %s".formatted(params.path("errorText").asText(), url));
    }
  }

  private static String entry(JsonNode entry) {
    return "%s: %s %s"
        .formatted(
            entry.path("level").asText(), entry.path("text").asText(), entry.path("url").asText());
  }

  private static String words(JsonNode args) {
    return StreamSupport.stream(args.spliterator(), false)
        .map(arg -> arg.has("value") ? arg.get("value").asText() : arg.path("description").asText())
        .collect(Collectors.joining(" "));
  }
}
