package dev.weir.bench.segmented;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import org.jspecify.annotations.Nullable;

/// One player that asks for a low-latency playlist again and again over HTTP/1. Does as little as
/// it can: an answer is read as it comes and looked into only if it is another than the last, and
/// the next request is the same bytes for all but for the token. Confined to its event loop.
final class WaitingPlayer extends SimpleChannelInboundHandler<ByteBuf> {
  private final Crowd crowd;
  private final int number;

  private @Nullable ByteBuf begun; // an answer of which more is to come
  private String awaited = "";

  /// @param number that no other player has
  WaitingPlayer(Crowd crowd, int number) {
    this.crowd = crowd;
    this.number = number;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(crowd.next(number));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
    long now = System.nanoTime();
    ByteBuf answer = begun == null ? bytes : begun.writeBytes(bytes);
    if (!crowd.takes(answer)) {
      begun = begun == null ? ctx.alloc().buffer().writeBytes(bytes) : begun;
      return;
    }
    forget();
    if (!awaited.isEmpty()) {
      crowd.arrived(awaited, now);
    }
    awaited = crowd.part();
    crowd.asksAgain(ctx.executor(), () -> ctx.writeAndFlush(crowd.next(number)));
  }

  private void forget() {
    if (begun != null) {
      begun.release();
      begun = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    forget();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    crowd.refused();
    ctx.close();
  }
}
