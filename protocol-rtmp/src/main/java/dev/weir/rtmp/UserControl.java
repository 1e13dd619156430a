package dev.weir.rtmp;

/// Event types of user control messages (RTMP 1.0, 7.1.7).
final class UserControl {
  static final int STREAM_BEGIN = 0;
  static final int STREAM_EOF = 1;
  static final int STREAM_DRY = 2;
  static final int SET_BUFFER_LENGTH = 3;
  static final int STREAM_IS_RECORDED = 4;
  static final int PING_REQUEST = 6;
  static final int PING_RESPONSE = 7;

  private UserControl() {}

  /// The name that traces use.
  static String nameOf(int event) {
    return switch (event) {
      case STREAM_BEGIN -> "stream-begin";
      case STREAM_EOF -> "stream-eof";
      case STREAM_DRY -> "stream-dry";
      case SET_BUFFER_LENGTH -> "set-buffer-length";
      case STREAM_IS_RECORDED -> "stream-is-recorded";
      case PING_REQUEST -> "ping";
      case PING_RESPONSE -> "pong";
      default -> "event-" + event;
    };
  }
}
