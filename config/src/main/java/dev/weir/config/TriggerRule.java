package dev.weir.config;

import java.util.List;

/// One handler of a trigger.
///
/// @param handler a URL (http, https) or the absolute path of a program; empty for none, which
///   answers [#defaultAnswer] at once
/// @param sync whether what the trigger is about waits for the answer
/// @param streams which streams it is for: `name`, `base`, `#tag`, each also with `!` in front;
///   empty for all
/// @param params what the trigger compares with; only LIVE_BANDWIDTH does
/// @param defaultAnswer what holds when the handler gives no answer; empty for `true`
public record TriggerRule(
    String handler, boolean sync, List<String> streams, String params, String defaultAnswer) {
  /// Copies the list.
  public TriggerRule {
    streams = List.copyOf(streams);
  }

  /// Whether the handler is asked over HTTP.
  public boolean isUrl() {
    return handler.startsWith("http://") || handler.startsWith("https://");
  }
}
