package dev.weir.http;

import dev.weir.feed.ChunkFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import java.nio.charset.StandardCharsets;

/// The body of an answer that has no end: chunks over HTTP/1.1, plain bytes over HTTP/1.0, DATA
/// frames over HTTP/2, binary messages over a WebSocket.
///
/// Whoever writes asks [#channel()] whether it is writable and flushes it. Confined to the
/// channel's event loop.
public sealed interface EndlessBody {

  /// Where to write what [#frame] returns.
  Channel channel();

  /// Wraps `piece`, a piece of a feed, whose ownership passes to what is returned.
  Object frame(ByteBuf piece);

  /// Ends the body after what was written.
  void end();

  /// HTTP/1.1: the feed's pieces are chunks already.
  ///
  /// @param channel the connection
  record Chunks(Channel channel) implements EndlessBody {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Object frame(ByteBuf piece) {
      return ChunkFrame.around(piece);
    }

    @Override
    public void end() {
      channel
          .writeAndFlush(Unpooled.wrappedBuffer(LAST_CHUNK))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /// HTTP/1.0: the body is the connection.
  ///
  /// @param channel the connection
  record Raw(Channel channel) implements EndlessBody {
    @Override
    public Object frame(ByteBuf piece) {
      return piece;
    }

    @Override
    public void end() {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /// HTTP/2: one stream of a connection.
  ///
  /// @param channel the stream
  record Http2(Channel channel) implements EndlessBody {
    @Override
    public Object frame(ByteBuf piece) {
      return new DefaultHttp2DataFrame(piece);
    }

    @Override
    public void end() {
      channel.writeAndFlush(new DefaultHttp2DataFrame(true));
    }
  }

  /// WebSocket: one binary message per piece.
  ///
  /// @param channel the connection
  record Messages(Channel channel) implements EndlessBody {
    @Override
    public Object frame(ByteBuf piece) {
      return new BinaryWebSocketFrame(piece);
    }

    @Override
    public void end() {
      WebSocket.close(channel, 1000, "The stream has ended");
    }
  }
}
