package dev.weir.fetch;

import java.io.IOException;

/// Something could not be fetched; the message is a plain sentence with neither passwords nor query
/// strings in it.
public final class FetchException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /// @param status what the server answered, 0 if it did not
  FetchException(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  /// The status of the answer, 0 if there was none.
  public int status() {
    return status;
  }
}
