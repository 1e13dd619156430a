package dev.weir.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/// What a page in Firefox said and failed to load, picked from WebDriver BiDi events.
final class FirefoxEvents extends PageEvents {
  @Override
  void accept(JsonNode event) {
    JsonNode params = event.path("params");
    switch (event.path("method").asText()) {
      case "log.entryAdded" -> said(kind(params), params.path("text").asText());
      case "network.responseCompleted" ->
          answered(params.at("/response/status").asInt(), params.at("/response/url").asText());
      case "network.fetchError" -> failure(params);
      default -> {
        // Answers to what nobody waits for any more.
      }
    }
  }

  private static String kind(JsonNode entry) {
    return switch (entry.path("method").asText("exception")) {
      case "warn" -> "warning";
      case String method -> method;
    };
  }

  private void failure(JsonNode params) {
    String why = params.path("errorText").asText();
    // A page that leaves a stream on purpose has not failed.
    if (!why.equals("NS_BINDING_ABORTED")) {
      failed(why, params.at("/request/url").asText());
    }
  }
}
