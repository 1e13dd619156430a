package dev.weir.launcher;

import com.fasterxml.jackson.databind.JsonNode;

/// Asks the API of a server, whatever the transport.
interface Asking {
  /// The answer to `request`; single quotes stand for double ones.
  JsonNode ask(String request);
}
