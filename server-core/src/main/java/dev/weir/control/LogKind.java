package dev.weir.control;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/// Kinds of lines in the log besides the levels; a line says so with [#marker].
public enum LogKind {
  /// Somebody changed the configuration, or steered a stream.
  CONF,
  /// Somebody logged in, or could not.
  AUTH,
  /// A session ended.
  ACCS;

  /// What a logger is given with the message.
  public Marker marker() {
    return MarkerFactory.getMarker(name());
  }
}
