package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;

/// The body of an answer whose length nobody knows yet: chunks over HTTP/1.1, DATA frames over
/// HTTP/2, plain bytes up to the end of the connection over HTTP/1.0.
///
/// For segments that are sent while they grow; the connection lives on afterwards. Confined to the
/// channel's event loop.
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
  public void write(ByteBuf part) {
    if (part.isReadable()) {
      channel.writeAndFlush(new DefaultHttpContent(part));
    } else {
      part.release(); // an empty chunk would mean the end
    }
  }

  /// Ends the body. Called once.
  public void end() {
    whenEnded.run();
  }
}
