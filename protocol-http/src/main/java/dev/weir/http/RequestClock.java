package dev.weir.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Bounds the time an HTTP/1 peer may take for each part of a request, so that slow ones hold a
/// connection for seconds only. Confined to the connection's event loop.
final class RequestClock extends ChannelInboundHandlerAdapter {

  /// What the connection waits for.
  enum Phase {
    /// The first byte of a request.
    IDLE,
    /// The end of its header fields.
    HEAD,
    /// The end of its body.
    BODY,
    /// Us.
    ANSWERING
  }

  /// Tells the handlers behind that the peer was too slow with a request it had begun.
  enum TooSlow {
    REQUEST
  }

  private final HttpLimits limits;

  private Phase phase = Phase.IDLE;
  private @Nullable ChannelHandlerContext context;
  private long deadlineNanos; // of the phase, by the loop's clock; that of ANSWERING never comes
  private @Nullable Future<?> alarm; // rings at a deadline of this phase or an earlier one
  private long alarmNanos; // when

  RequestClock(HttpLimits limits) {
    this.limits = limits;
  }

  /// Starts the time of the next phase. The alarm of an earlier one stays if it does not come too
  /// late: requests follow each other much faster than alarms ring.
  void enter(Phase next) {
    phase = next;
    long millis =
        switch (next) {
          case IDLE -> limits.idleTimeoutMillis();
          case HEAD -> limits.headTimeoutMillis();
          case BODY -> limits.bodyTimeoutMillis();
          case ANSWERING -> 0;
        };
    if (millis > 0 && context != null && !context.isRemoved()) {
      deadlineNanos = nowNanos(context) + TimeUnit.MILLISECONDS.toNanos(millis);
      if (alarm == null || alarmNanos - deadlineNanos > 0) {
        set(context);
      }
    }
  }

  private static long nowNanos(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }

  private void set(ChannelHandlerContext ctx) {
    silence();
    alarmNanos = deadlineNanos;
    long wait = deadlineNanos - nowNanos(ctx);
    alarm = ctx.executor().schedule(this::ring, wait, TimeUnit.NANOSECONDS);
  }

  private void silence() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  private void ring() {
    alarm = null;
    if (context == null || phase == Phase.ANSWERING) {
      return;
    }
    if (deadlineNanos - nowNanos(context) > 0) {
      set(context);
    } else if (phase == Phase.IDLE) {
      context.close();
    } else {
      context.fireUserEventTriggered(TooSlow.REQUEST);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    enter(Phase.IDLE);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.IDLE) {
      enter(Phase.HEAD);
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    handlerRemoved(ctx);
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    phase = Phase.ANSWERING;
    silence();
    context = null;
  }
}
