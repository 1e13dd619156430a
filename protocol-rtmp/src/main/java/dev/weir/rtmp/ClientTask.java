package dev.weir.rtmp;

import io.netty.buffer.ByteBuf;

/// What one connection that we opened is for.
///
/// Confined to the channel's event loop.
sealed interface ClientTask permits RtmpPull, RtmpPush {

  /// connect succeeded: says what is said besides createStream.
  void connected(RtmpOutput output);

  /// The server has made a message stream.
  void streamCreated(RtmpConnection connection, int streamId);

  /// The server says something, not an error, about the stream.
  void status(RtmpConnection connection, String code, String description);

  /// See [Conversation#media].
  void media(RtmpConnection connection, int type, long timestampMillis, ByteBuf body);

  /// See [Conversation#tick].
  void tick(RtmpConnection connection, int silentSeconds);

  /// Comes to a place from which another connection goes on, and says when it is there.
  void handOver(Runnable whenDone);

  /// Says goodbye and stops.
  void ending(RtmpOutput output);
}
