package dev.weir.http;

/// A request that is not answered with what it asks for, because of how it is written.
final class RefusedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /// @param status of the answer
  /// @param sentence what is wrong, for the peer and the log
  RefusedRequestException(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  int status() {
    return status;
  }

  /// What is wrong, in a sentence.
  String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this; // a peer's mistake needs no stack, and a flood of them must stay cheap
  }
}
