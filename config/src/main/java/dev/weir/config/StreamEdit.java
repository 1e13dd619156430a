package dev.weir.config;

/// What becomes of one stream when a document takes the place of another.
///
/// @param kind whether it comes, changes or goes
/// @param name as it is written in the document
/// @param json its object as it will be, or was last, as compact text
public record StreamEdit(Kind kind, String name, String json) {
  /// What becomes of it.
  public enum Kind {
    /// It was not there.
    ADDED,
    /// Something else stood under its name.
    CHANGED,
    /// It is there no more.
    REMOVED
  }
}
