package dev.weir.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/// Closes a connection whose peer may still be sending (RFC 9112 9.6): a plain close would answer
/// its bytes with a reset, which takes our last answer out of its hands before it is read.
final class LingeringClose {
  private static final int LINGER_MILLIS = 1000;

  private LingeringClose() {}

  static void close(Channel channel) {
    if (channel instanceof DuplexChannel duplex
        && channel.isActive()
        && channel.pipeline().get(SslHandler.class) == null) {
      duplex.shutdownOutput();
      channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      channel.close();
    }
  }
}
