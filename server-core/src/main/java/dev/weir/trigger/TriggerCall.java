package dev.weir.trigger;

import dev.weir.config.Trigger;

/// One event on its way to its handlers.
///
/// @param trigger what happened
/// @param stream the full name of the stream that it is about; empty for none
/// @param payload the lines, without a newline at the end
/// @param uuid tells this event from all others
/// @param unixMillis when it happened
/// @param defaultAnswer what holds without an answer
/// @param server who tells of it
record TriggerCall(
    Trigger trigger,
    String stream,
    String payload,
    String uuid,
    long unixMillis,
    String defaultAnswer,
    Server server) {
  /// Who tells of an event.
  ///
  /// @param instance another one at each start
  /// @param name for people; may be empty
  /// @param pid the process
  record Server(String instance, String name, long pid) {}

  /// Makes the payload of `lines`. What a peer wrote cannot make a line more: control characters
  /// are percent-encoded.
  static String payload(String... lines) {
    StringBuilder payload = new StringBuilder();
    for (int i = 0; i < lines.length; i++) {
      if (i > 0) {
        payload.append('\n');
      }
      String line = lines[i];
      for (int at = 0; at < line.length(); at++) {
        char c = line.charAt(at);
        if (Character.isISOControl(c)) {
          payload.append(String.format("%%%02X", (int) c));
        } else {
          payload.append(c);
        }
      }
    }
    return payload.toString();
  }
}
