package dev.weir.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/// Closes an HTTP/2 connection on which nothing is asked and nothing flows, and one whose peer
/// takes nothing of our answers.
final class Http2Idle extends IdleStateHandler {
  private final Unsent unsent = new Unsent();
  private boolean withheld; // whether at the last look the peer's windows were in the way

  Http2Idle(HttpLimits limits) {
    super(0, 0, limits.idleTimeoutMillis(), TimeUnit.MILLISECONDS);
  }

  /// Nothing came, and nothing that was written has left as a whole, for so long; called again as
  /// long as that is so.
  @Override
  protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event)
      throws Http2Exception {
    Http2FrameCodec frames = ctx.pipeline().get(Http2FrameCodec.class);
    Unsent.Look look = unsent.look(ctx.channel());
    boolean withheldBefore = withheld && !event.isFirst();
    withheld = look == Unsent.Look.NOTHING && frames != null && isWithheld(frames.connection());
    if (frames == null
        || frames.connection().numActiveStreams() == 0
        || look == Unsent.Look.STANDS
        || (withheld && withheldBefore)) {
      ctx.close(); // the frame codec says GOAWAY first
    }
  }

  /// Whether a stream has something to send for which the peer has no window open.
  private static boolean isWithheld(Http2Connection connection) throws Http2Exception {
    Http2RemoteFlowController flow = connection.remote().flowController();
    return connection.forEachActiveStream(stream -> !flow.hasFlowControlled(stream)) != null;
  }
}
