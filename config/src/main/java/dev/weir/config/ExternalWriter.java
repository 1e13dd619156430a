package dev.weir.config;

import java.util.List;

/// A program that takes recordings to places that the server cannot reach itself.
///
/// @param name for people
/// @param command the program and its arguments; the target's URL is appended
/// @param protocols the schemes of the URLs that it is for: `s3`
public record ExternalWriter(String name, List<String> command, List<String> protocols) {
  /// Copies the lists.
  public ExternalWriter {
    command = List.copyOf(command);
    protocols = List.copyOf(protocols);
  }
}
