package dev.weir.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// What a page in Chromium said and failed to load, picked from DevTools events.
final class ChromiumEvents extends PageEvents {
  private final Map<String, String> urls = new ConcurrentHashMap<>();

  @Override
  void accept(JsonNode event) {
    JsonNode params = event.path("params");
    switch (event.path("method").asText()) {
      case "Runtime.consoleAPICalled" ->
          said(params.path("type").asText(), words(params.path("args")));
      case "Runtime.exceptionThrown" -> said("exception", thrown(params.path("exceptionDetails")));
      case "Log.entryAdded" -> entry(params.path("entry"));
      case "Network.requestWillBeSent" ->
          urls.put(params.path("requestId").asText(), params.at("/request/url").asText());
      case "Network.responseReceived" ->
          answered(params.at("/response/status").asInt(), params.at("/response/url").asText());
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

  private void failure(JsonNode params) {
    // A page that leaves a stream on purpose has not failed.
    if (!params.path("canceled").asBoolean()) {
      String url = urls.getOrDefault(params.path("requestId").asText(), "unknown URL");
      failed(params.path("errorText").asText(), url);
    }
  }

  private void entry(JsonNode entry) {
    said(
        entry.path("level").asText(),
        entry.path("text").asText() + " " + entry.path("url").asText());
  }

  private static String words(JsonNode args) {
    return StreamSupport.stream(args.spliterator(), false)
        .map(arg -> arg.has("value") ? arg.get("value").asText() : arg.path("description").asText())
        .collect(Collectors.joining(" "));
  }
}
