package dev.weir.rtmp;

/// Message type ids (RTMP 1.0, 5.4, 6.2, 7.1).
final class MessageType {
  static final int SET_CHUNK_SIZE = 1;
  static final int ABORT = 2;
  static final int ACKNOWLEDGEMENT = 3;
  static final int USER_CONTROL = 4;
  static final int WINDOW_ACK_SIZE = 5;
  static final int SET_PEER_BANDWIDTH = 6;
  static final int AUDIO = 8;
  static final int VIDEO = 9;
  static final int DATA_AMF3 = 15;
  static final int SHARED_OBJECT_AMF3 = 16;
  static final int COMMAND_AMF3 = 17;
  static final int DATA = 18;
  static final int SHARED_OBJECT = 19;
  static final int COMMAND = 20;
  static final int AGGREGATE = 22;

  private MessageType() {}

  /// The name that traces use.
  static String nameOf(int type) {
    return switch (type) {
      case SET_CHUNK_SIZE -> "set-chunk-size";
      case ABORT -> "abort";
      case ACKNOWLEDGEMENT -> "ack";
      case USER_CONTROL -> "user-control";
      case WINDOW_ACK_SIZE -> "window-ack-size";
      case SET_PEER_BANDWIDTH -> "set-peer-bandwidth";
      case AUDIO -> "audio";
      case VIDEO -> "video";
      case DATA_AMF3 -> "data-amf3";
      case SHARED_OBJECT_AMF3 -> "shared-object-amf3";
      case COMMAND_AMF3 -> "command-amf3";
      case DATA -> "data";
      case SHARED_OBJECT -> "shared-object";
      case COMMAND -> "command";
      case AGGREGATE -> "aggregate";
      default -> "type-" + type;
    };
  }
}
