package dev.weir.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a page said and what it failed to load.
///
/// Written by the thread of the connection, read by any.
abstract sealed class PageEvents permits ChromiumEvents, FirefoxEvents {
  private static final int HTTP_ERROR = 400;

  private final List<String> console = new CopyOnWriteArrayList<>();
  private final List<String> networkFailures = new CopyOnWriteArrayList<>();

  final List<String> console() {
    return List.copyOf(console);
  }

  final List<String> networkFailures() {
    return List.copyOf(networkFailures);
  }

  /// Takes an event of the browser.
  abstract void accept(JsonNode event);

  final void said(String kind, String text) {
    console.add(kind + ": " + text);
  }

  final void answered(int status, String url) {
    if (status >= HTTP_ERROR) {
      networkFailures.add("%d %s".formatted(status, url));
    }
  }

  final void failed(String why, String url) {
    networkFailures.add("%s %s".formatted(why, url));
  }
}
