package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.FileRegion;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.ssl.SslHandler;

/// The body of an answer that is sent part by part: chunks over HTTP/1.1, DATA frames over HTTP/2,
/// plain bytes over HTTP/1.0 and where the length was said before.
///
/// For segments that are sent while they grow, and for files; the connection lives on afterwards.
/// Confined to the channel's event loop.
public final class BodyInParts {
  private final Channel channel;
  private final Runnable whenEnded;

  BodyInParts(Channel channel, Runnable whenEnded) {
    this.channel = channel;
    this.whenEnded = whenEnded;
  }

  /// Where the parts go; says whether it is writable, and which loop is its own.
  public Channel channel() {
    return channel;
  }

  /// Sends `part`, whose ownership passes; an empty one sends nothing.
  ///
  /// @return done when the kernel has it
  public ChannelFuture write(ByteBuf part) {
    if (part.isReadable()) {
      return channel.writeAndFlush(new DefaultHttpContent(part));
    }
    part.release(); // an empty chunk would mean the end
    return channel.newSucceededFuture();
  }

  /// Whether [#write(FileRegion)] can be used: the kernel writes files to this socket itself,
  /// without TLS and frames.
  public boolean takesFiles() {
    return takesFiles(channel);
  }

  static boolean takesFiles(Channel channel) {
    return channel instanceof EpollSocketChannel
        && channel.pipeline().get(SslHandler.class) == null;
  }

  /// Sends a stretch of a file, whose ownership passes. Waits for the disk unless the kernel has
  /// the bytes in its memory.
  ///
  /// @return done when the kernel has it
  public ChannelFuture write(FileRegion part) {
    return channel.writeAndFlush(part);
  }

  /// Gives up: the peer sees that the body was cut off.
  public void abort() {
    channel.close();
  }

  /// Ends the body. Called once.
  public void end() {
    whenEnded.run();
  }
}
