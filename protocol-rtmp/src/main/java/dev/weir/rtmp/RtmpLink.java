package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/// A connection that [RtmpClient] opened, or is opening. Any thread may call this.
public final class RtmpLink {
  private final ClientTask task;

  private @Nullable Channel channel; // these three are guarded by this
  private @Nullable ClientSession session;
  private @Nullable CloseReason closed;

  RtmpLink(ClientTask task) {
    this.task = task;
  }

  /// Says goodbye and closes; whoever opened the link hears of it as of any other end.
  public synchronized void close(CloseReason reason) {
    closed = closed == null ? reason : closed;
    tellSession();
  }

  /// Closes without a goodbye, which a peer that takes nothing would not take either.
  public synchronized void abort(CloseReason reason) {
    close(reason);
    if (channel != null) {
      channel.close();
    }
  }

  /// Whether there was a peer that speaks RTMP.
  public synchronized boolean wasConnected() {
    return session != null && session.isTalking();
  }

  /// Whether the peer let us publish.
  public boolean wasPublishing() {
    return task instanceof RtmpPush push && push.isPublishing();
  }

  /// Bytes of media that the system has taken from us.
  public long sentBytes() {
    return task instanceof RtmpPush push ? Math.max(0, push.sentBytes() - waitingBytes()) : 0;
  }

  /// Bytes that wait for the peer.
  public synchronized long waitingBytes() {
    ChannelOutboundBuffer waiting = channel == null ? null : channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /// The reason for which it was closed before it was open, if it was.
  synchronized @Nullable CloseReason closed() {
    return closed;
  }

  synchronized void opened(Channel opened, ClientSession begun) {
    channel = opened;
    session = begun;
    tellSession();
  }

  private void tellSession() {
    ClientSession told = session;
    CloseReason reason = closed;
    if (channel != null && told != null && reason != null) {
      channel.eventLoop().execute(() -> told.close(reason));
    }
  }
}
