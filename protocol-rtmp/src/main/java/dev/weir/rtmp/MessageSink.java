package dev.weir.rtmp;

import io.netty.buffer.ByteBuf;

/// Where decoded messages go. Called by the one thread that decodes.
interface MessageSink {

  /// Takes one message.
  ///
  /// @param type one of [MessageType], or one that nobody knows
  /// @param streamId the message stream it belongs to, 0 for the connection itself
  /// @param timestampMillis its 32-bit time, not unwrapped
  /// @param payload lent until this method returns; its reader index may be moved
  void message(int type, int streamId, long timestampMillis, ByteBuf payload);
}
