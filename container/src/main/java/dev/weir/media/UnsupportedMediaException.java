package dev.weir.media;

/// The bytes are legal but are something that Weir does not handle.
public final class UnsupportedMediaException extends MediaException {
  /// Creates it from a message that says what was met and where.
  public UnsupportedMediaException(String message) {
    super(message);
  }
}
