package dev.weir.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/// The server's end of a WebSocket (RFC 6455). May be used from any thread.
public final class WebSocket {
  private final Channel channel;

  WebSocket(Channel channel) {
    this.channel = channel;
  }

  /// What the peer does. Called on the connection's event loop.
  public interface Listener {
    /// Takes a whole text message.
    void text(String message);

    /// The connection is lost or closed; called once.
    void gone();
  }

  /// Sends a text message; it is dropped, and false returned, if too much is unsent already.
  public boolean send(String message) {
    if (!channel.isWritable()) {
      return false;
    }
    channel.writeAndFlush(new TextWebSocketFrame(message));
    return true;
  }

  /// Says goodbye and closes.
  ///
  /// @param code RFC 6455 7.4.1, for example 1000
  /// @param sentence the reason, at most 123 bytes
  public void close(int code, String sentence) {
    close(channel, code, sentence);
  }

  /// The connection, for a writer of binary messages.
  public Channel channel() {
    return channel;
  }

  static void close(Channel channel, int code, String sentence) {
    channel
        .writeAndFlush(new CloseWebSocketFrame(code, sentence))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
