package dev.weir.session;

/// What somebody comes for.
public enum SessionKind {
  /// To watch.
  VIEWER(""),
  /// To publish.
  INPUT("I"),
  /// To take a stream elsewhere: a restream, a recording.
  OUTPUT("O"),
  /// Neither.
  UNSPECIFIED("U");

  private final String prefix;

  SessionKind(String prefix) {
    this.prefix = prefix;
  }

  /// What the ids of such sessions begin with.
  String prefix() {
    return prefix;
  }
}
