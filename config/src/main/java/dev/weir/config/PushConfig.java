package dev.weir.config;

import java.util.List;
import java.util.Map;

/// What concerns recordings and restreams.
///
/// @param waitSeconds from the end of a push to its next try; 0 for no next try
/// @param startsPerSecond how many may start in a second; 0 for any number
/// @param folders below which files may be written; empty for everywhere
/// @param automatic what starts by itself, by id
/// @param writers programs that targets may be piped into
public record PushConfig(
    long waitSeconds,
    long startsPerSecond,
    List<String> folders,
    Map<String, AutoPush> automatic,
    List<ExternalWriter> writers) {
  /// Takes the map as it is: it must not change any more.
  public PushConfig {
    folders = List.copyOf(folders);
    writers = List.copyOf(writers);
  }
}
