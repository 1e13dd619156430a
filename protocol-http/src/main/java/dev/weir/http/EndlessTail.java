package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Watches over a viewer of an endless answer: notices that it left, and ends it when it takes
/// nothing any more or talks instead of listening. Confined to the channel's event loop.
final class EndlessTail extends ChannelInboundHandlerAdapter {
  private static final int MOST_TALK_BYTES = 1 << 16;

  private final HttpLimits limits;

  private @Nullable Runnable whenGone; // null once it has run
  private @Nullable Future<?> stuck; // set while the channel is not writable
  private int talkBytes;
  private boolean gone;

  EndlessTail(HttpLimits limits) {
    this.limits = limits;
  }

  /// Has `action` run when the viewer leaves; at once if it has.
  void whenGone(Runnable action) {
    if (gone) {
      action.run();
    } else {
      whenGone = action;
    }
  }

  private void gone() {
    gone = true;
    Runnable action = whenGone;
    whenGone = null;
    if (stuck != null) {
      stuck.cancel(false);
    }
    if (action != null) {
      action.run();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    talkBytes += message instanceof ByteBuf bytes ? bytes.readableBytes() : 1;
    ReferenceCountUtil.release(message);
    if (talkBytes > MOST_TALK_BYTES) {
      ctx.close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (stuck != null) {
      stuck.cancel(false);
      stuck = null;
    }
    if (!ctx.channel().isWritable() && !gone) {
      stuck =
          ctx.executor()
              .schedule(() -> ctx.close(), limits.stuckTimeoutMillis(), TimeUnit.MILLISECONDS);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    gone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // what a viewer's socket or codec says no longer matters to anybody
  }
}
