package dev.weir.http.segmented.cmaf;

import dev.weir.http.HttpExchange;
import java.util.List;

/// A manifest format over CMAF segments. Called on any thread.
public interface CmafManifest {
  /// Answers the request if its path is one of this format's.
  ///
  /// @param connector the protocol, as the access log and the triggers name it
  /// @param path what follows the stream's name, split at slashes
  /// @return whether it is
  boolean answers(HttpExchange exchange, String connector, List<String> path);
}
