package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;

/// A connection whose peer takes what the test lets it take, when the test lets time pass.
final class SlowPeer extends EmbeddedChannel {
  private long takes;

  SlowPeer() {
    freezeTime();
  }

  /// Takes that many bytes more.
  void take(long bytes) {
    takes = bytes;
    flushOutbound();
  }

  void pass(int millis) {
    advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    runScheduledPendingTasks();
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) {
    while (takes > 0 && out.current() instanceof ByteBuf next) {
      long some = Math.min(takes, next.readableBytes());
      takes -= some;
      out.removeBytes(some);
    }
  }
}
