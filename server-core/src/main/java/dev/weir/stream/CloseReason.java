package dev.weir.stream;

/// Why something ended: a code for machines and a sentence for people.
///
/// @param code what kind of end it was
/// @param sentence what happened, plainly, without a full stop
public record CloseReason(Code code, String sentence) {

  /// The kinds of ends; the names stand in the API and in logs.
  public enum Code {
    /// The peer said goodbye or closed the connection in order.
    CLEAN_REMOTE_CLOSE,
    /// The media came to its end.
    CLEAN_EOF,
    /// Nobody used it any more.
    CLEAN_INACTIVE,
    /// An operator or the configuration asked for it.
    CLEAN_CONTROLLER_REQ,
    /// The server shuts down.
    CLEAN_SIGNAL,
    /// The peer sent bytes that break their standard.
    FORMAT_SPECIFIC,
    /// The peer sent something legal that is not supported.
    UNSUPPORTED,
    /// The connection broke, or the peer fell silent.
    WRITE_FAILURE,
    /// The peer may not do this.
    UNAUTHORISED,
    /// A handler of a trigger said no.
    TRIGGER,
    /// A source could not be opened.
    READ_START_FAILURE,
    /// There was no memory for it.
    OUT_OF_MEMORY,
    /// A bug of ours.
    INTERNAL_ERROR
  }

  /// The peer said that it is done, and keeps the connection or not.
  public static final CloseReason PEER_FINISHED =
      new CloseReason(Code.CLEAN_EOF, "the peer ended it");

  /// The peer closed the connection.
  public static final CloseReason PEER_CLOSED =
      new CloseReason(Code.CLEAN_REMOTE_CLOSE, "peer closed");

  /// The server shuts down.
  public static final CloseReason SHUTDOWN =
      new CloseReason(Code.CLEAN_SIGNAL, "the server shuts down");

  /// Both, as the log shows them: `CLEAN_REMOTE_CLOSE: peer closed`.
  @Override
  public String toString() {
    return code + ": " + sentence;
  }
}
