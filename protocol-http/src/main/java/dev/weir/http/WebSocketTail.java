package dev.weir.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The last handler of a WebSocket: answers pings and goodbyes, asks now and then whether the peer
/// is still there, hands text to the listener. Confined to the channel's event loop.
final class WebSocketTail extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final int PING_MILLIS = 20_000;
  private static final int SILENT_PINGS = 3;

  private WebSocket.@Nullable Listener listener; // null once it knows that the peer is gone
  private @Nullable Future<?> pings;
  private int unanswered; // pings since the peer last said anything

  void listener(WebSocket.Listener first) {
    listener = first;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    pings =
        ctx.executor()
            .scheduleAtFixedRate(() -> ping(ctx), PING_MILLIS, PING_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void ping(ChannelHandlerContext ctx) {
    if (++unanswered > SILENT_PINGS) {
      ctx.close();
    } else if (ctx.channel().isWritable()) {
      ctx.writeAndFlush(new PingWebSocketFrame());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    unanswered = 0;
    switch (frame) {
      case TextWebSocketFrame text when listener != null -> listener.text(text.text());
      case PingWebSocketFrame ping when ctx.channel().isWritable() ->
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame close -> WebSocket.close(ctx.channel(), answerTo(close), "");
      default -> {} // binary messages and pongs ask for nothing
    }
  }

  private static int answerTo(CloseWebSocketFrame close) {
    return close.statusCode() < 1000 ? 1000 : close.statusCode();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (pings != null) {
      pings.cancel(false);
    }
    WebSocket.@Nullable Listener last = listener;
    listener = null;
    if (last != null) {
      last.gone();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // the frame decoder has told the peer what it did wrong
  }
}
