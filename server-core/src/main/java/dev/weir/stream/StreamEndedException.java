package dev.weir.stream;

/// The stream ended before viewers could start.
final class StreamEndedException extends RuntimeException {
  private final transient CloseReason reason;

  StreamEndedException(CloseReason reason) {
    super(reason.sentence(), null, false, false);
    this.reason = reason;
  }

  CloseReason reason() {
    return reason;
  }
}
