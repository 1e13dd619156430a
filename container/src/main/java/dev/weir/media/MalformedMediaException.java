package dev.weir.media;

/// The bytes break their own standard.
public final class MalformedMediaException extends MediaException {
  /// Creates it from a message that says what, where, found, allowed.
  public MalformedMediaException(String message) {
    super(message);
  }
}
