package dev.weir.playback;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Writes to a channel from a thread that may block, and makes it wait while much is unsent: a slow
/// viewer slows his own playback and holds so many bytes. One who takes nothing at all for long is
/// disconnected.
///
/// Used by one thread, except [#sentBytes].
public final class BlockingOutlet {
  private static final int MAX_UNSENT_BYTES = 128 * 1024;
  private static final long STUCK_SECONDS = 30;

  private final Channel channel;
  private final Function<ByteBuf, Object> frame;
  private final Semaphore room = new Semaphore(MAX_UNSENT_BYTES);
  private final AtomicLong sentBytes = new AtomicLong();

  /// @param frame wraps bytes for the channel's pipeline, on its event loop
  public BlockingOutlet(Channel channel, Function<ByteBuf, Object> frame) {
    this.channel = channel;
    this.frame = frame;
  }

  /// Sends `bytes`, whose ownership passes, when there is room; nothing if there are none.
  ///
  /// @return false if the peer is gone, or is told to go because it is stuck
  public boolean write(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (size == 0) {
      bytes.release();
      return channel.isActive();
    }
    int permits = Math.min(size, MAX_UNSENT_BYTES);
    if (!acquire(permits)) {
      bytes.release();
      channel.close();
      return false;
    }
    if (!channel.isActive()) {
      bytes.release();
      return false;
    }
    sentBytes.addAndGet(size);
    channel
        .eventLoop()
        .execute(() ->
            channel.writeAndFlush(frame.apply(bytes)).addListener(_ -> room.release(permits)));
    return true;
  }

  private boolean acquire(int permits) {
    try {
      return room.tryAcquire(permits, STUCK_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// How many bytes were given to the channel. Any thread.
  public long sentBytes() {
    return sentBytes.get();
  }
}
