package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;

/// What one side of a connection says and does; [RtmpConnection] does what both sides do alike.
///
/// All methods are called on the channel's event loop.
interface Conversation {

  /// The handshake is complete.
  void started();

  /// The peer calls or answers.
  void command(int streamId, Command command);

  /// The peer sends audio, video or data.
  ///
  /// @param type audio, video or data of AMF0, by [MessageType]
  /// @param timestampMillis 32 bits
  /// @param body lent until this method returns
  void media(int type, long timestampMillis, ByteBuf body);

  /// Comes every five seconds.
  ///
  /// @param silentSeconds for how long the peer has sent nothing, in steps of five
  void tick(int silentSeconds);

  /// We close the connection, and what is written now is the last that the peer hears.
  default void closing(CloseReason reason) {
    // A client has said goodbye before.
  }

  /// The connection is over; comes once and last, whoever ended it.
  void closed(CloseReason reason);
}
