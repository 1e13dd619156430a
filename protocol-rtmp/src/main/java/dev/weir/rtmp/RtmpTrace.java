package dev.weir.rtmp;

import dev.weir.amf.Amf0Reader;
import dev.weir.media.MediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/// One line of text for one message: the message log at TRACE, and golden files.
///
/// ```
/// < command stream 0: "connect" 1 {app: "live", tcUrl: "rtmp://localhost/live"}
/// > window-ack-size stream 0: 5000000
/// < video stream 1 at 40: 5312 bytes 17010000500000
/// ```
final class RtmpTrace {
  private static final int SHOWN_BYTES = 8;

  private RtmpTrace() {}

  /// The line for a message; `payload` is not changed.
  ///
  /// @param direction `<` from the peer, `>` to it
  static String line(
      char direction, int type, int streamId, long timestampMillis, ByteBuf payload) {
    StringBuilder line = new StringBuilder(80);
    line.append(direction).append(' ').append(MessageType.nameOf(type));
    line.append(" stream ").append(Integer.toUnsignedString(streamId));
    if (timestampMillis != 0) {
      line.append(" at ").append(timestampMillis);
    }
    line.append(": ");
    body(type, payload.duplicate(), line);
    return line.toString();
  }

  private static void body(int type, ByteBuf payload, StringBuilder line) {
    switch (type) {
      case MessageType.SET_CHUNK_SIZE,
          MessageType.ABORT,
          MessageType.ACKNOWLEDGEMENT,
          MessageType.WINDOW_ACK_SIZE,
          MessageType.SET_PEER_BANDWIDTH ->
          numbers(payload, line);
      case MessageType.USER_CONTROL -> {
        if (payload.readableBytes() >= 2) {
          line.append(UserControl.nameOf(payload.readUnsignedShort())).append(' ');
        }
        numbers(payload, line);
      }
      case MessageType.COMMAND, MessageType.COMMAND_AMF3, MessageType.DATA, MessageType.DATA_AMF3 ->
          values(payload, line);
      default -> bytes(payload, line);
    }
  }

  private static void numbers(ByteBuf payload, StringBuilder line) {
    String separator = "";
    while (payload.isReadable()) {
      line.append(separator)
          .append(payload.readableBytes() < 4 ? payload.readByte() : payload.readUnsignedInt());
      separator = " ";
    }
  }

  private static void values(ByteBuf payload, StringBuilder line) {
    int start = line.length();
    try {
      AmfText.append(Amf0Reader.readAll(Command.withoutSelector(payload)), line);
    } catch (MediaException e) {
      line.setLength(start);
      bytes(payload, line);
      line.append(" (").append(e.getMessage()).append(')');
    }
  }

  private static void bytes(ByteBuf payload, StringBuilder line) {
    int shown = Math.min(SHOWN_BYTES, payload.readableBytes());
    line.append(payload.readableBytes())
        .append(" bytes ")
        .append(ByteBufUtil.hexDump(payload, payload.readerIndex(), shown));
  }
}
