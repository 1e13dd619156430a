package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;

/// What a session's one message stream is used for: publishing or playing.
///
/// Confined to the channel's event loop.
sealed interface Activity permits RtmpPublish, RtmpPlay {

  /// See [Conversation#media].
  void media(int type, long timestampMillis, ByteBuf body);

  /// See [Conversation#tick].
  void tick(int silentSeconds);

  /// A command to the stream: pause, seek, receiveAudio, receiveVideo.
  void control(Command command);

  /// The connection closes for this reason: tells the peer, which may have gone.
  void goodbye(CloseReason reason);

  /// It is over, because the peer said so or the connection closed; a second call does nothing.
  void end(CloseReason reason);
}
