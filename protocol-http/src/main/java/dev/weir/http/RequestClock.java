package dev.weir.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Bounds the time an HTTP/1 peer may take for each part of a request, so that slow ones hold a
/// connection for seconds only. Our answers he may take as slowly as he likes, as long as he takes
/// some of them. Confined to the connection's event loop.
final class RequestClock extends ChannelInboundHandlerAdapter {

  /// What the connection waits for.
  enum Phase {
    /// The peer, to take the rest of our answers, and then the first byte of a request.
    IDLE,
    /// The end of its header fields.
    HEAD,
    /// The end of its body.
    BODY,
    /// Us.
    ANSWERING,
    /// The peer, to take the rest of our last answer.
    LAST
  }

  /// Tells the handlers behind that the peer was too slow with a request it had begun.
  enum TooSlow {
    REQUEST
  }

  private final HttpLimits limits;

  private Phase phase = Phase.IDLE;
  private final Unsent unsent = new Unsent();
  private @Nullable ChannelHandlerContext context;
  private long deadlineNanos; // of the phase, by the loop's clock; that of ANSWERING never comes
  private boolean sending; // whether the deadline is for what is unsent
  private long movedNanos; // when it was seen last that the peer takes some of it
  private @Nullable Future<?> alarm; // rings at a deadline of this phase or an earlier one
  private long alarmNanos; // when

  RequestClock(HttpLimits limits) {
    this.limits = limits;
  }

  /// Starts the time of the next phase. The alarm of an earlier one stays if it does not come too
  /// late: requests follow each other much faster than alarms ring.
  void enter(Phase next) {
    phase = next;
    ChannelHandlerContext ctx = context;
    if (next == Phase.ANSWERING || ctx == null || ctx.isRemoved()) {
      return;
    }
    sending = false;
    deadlineNanos =
        switch (next) {
          case HEAD -> nowNanos(ctx) + nanos(limits.headTimeoutMillis());
          case BODY -> nowNanos(ctx) + nanos(limits.bodyTimeoutMillis());
          case IDLE, LAST, ANSWERING -> takenOrIdle(ctx);
        };
    if (alarm == null || alarmNanos - deadlineNanos > 0) {
      set(ctx);
    }
  }

  /// When a peer is hung up on who only has to take what is unsent, and to ask again.
  private long takenOrIdle(ChannelHandlerContext ctx) {
    long now = nowNanos(ctx);
    Unsent.Look look = unsent.look(ctx.channel());
    sending = look != Unsent.Look.NOTHING;
    if (look == Unsent.Look.MOVES) {
      movedNanos = now;
    }
    return sending
        ? movedNanos + nanos(limits.stuckTimeoutMillis())
        : now + nanos(limits.idleTimeoutMillis());
  }

  private static long nanos(int millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
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
    ChannelHandlerContext ctx = context;
    if (ctx == null || phase == Phase.ANSWERING) {
      return;
    }
    if (sending && deadlineNanos - nowNanos(ctx) <= 0) {
      deadlineNanos = takenOrIdle(ctx);
    }
    if (deadlineNanos - nowNanos(ctx) > 0) {
      set(ctx);
    } else if (phase == Phase.IDLE || phase == Phase.LAST) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(TooSlow.REQUEST);
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
