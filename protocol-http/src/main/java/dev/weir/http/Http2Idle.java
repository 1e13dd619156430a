package dev.weir.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/// Closes an HTTP/2 connection on which nothing is asked and nothing flows.
final class Http2Idle extends IdleStateHandler {
  Http2Idle(HttpLimits limits) {
    super(0, 0, limits.idleTimeoutMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
    Http2FrameCodec frames = ctx.pipeline().get(Http2FrameCodec.class);
    if (frames == null || frames.connection().numActiveStreams() == 0) {
      ctx.close(); // the frame codec says GOAWAY first
    }
  }
}
