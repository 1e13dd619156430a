package dev.weir.control;

/// A call cannot be done as it stands.
public final class CallException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String place;
  private final String value;

  /// @param place where below the call's member: `cam.DVR`; empty for the member itself
  /// @param value what was found there; empty for nothing worth showing
  /// @param reason why not, and what is legal
  public CallException(String place, String value, String reason) {
    super(reason);
    this.place = place;
    this.value = value;
  }

  String place() {
    return place;
  }

  String value() {
    return value;
  }
}
