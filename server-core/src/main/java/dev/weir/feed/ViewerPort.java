package dev.weir.feed;

import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/// How a feed reaches one viewer; implemented by a protocol's session.
///
/// All methods are called on the channel's event loop.
public interface ViewerPort {

  /// Where the bytes go. What is written to it must reach the socket unchanged, so a protocol keeps
  /// its own encoders out of the way.
  Channel channel();

  /// Wraps a piece for the channel's pipeline: the piece itself for plain TCP, a frame around it
  /// elsewhere. `piece` is the viewer's own duplicate, not empty, of bytes that all viewers share;
  /// [ChunkFrame#around] shows what lies around it.
  Object frame(ByteBuf piece);

  /// The feed is over for this viewer; nothing more will be written.
  void ended(CloseReason reason);
}
