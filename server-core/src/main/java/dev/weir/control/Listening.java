package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// How the things that listen are doing.
public interface Listening {
  /// One value for each entry of `config.protocols`, in their order: 1 for one that runs, else a
  /// sentence that says why not.
  List<JsonNode> online();

  /// Where the API itself can be reached on this machine: `http://127.0.0.1:4242`.
  String apiEndpoint();
}
