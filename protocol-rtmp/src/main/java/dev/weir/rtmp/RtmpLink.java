package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// A connection that [RtmpClient] opened, or is opening. Any thread may call this.
public final class RtmpLink {
  private @Nullable Channel channel; // these three are guarded by this
  private @Nullable ClientSession session;
  private @Nullable CloseReason closed;

  RtmpLink() {}

  /// Says goodbye and closes; whoever opened the link hears of it as of any other end.
  public synchronized void close(CloseReason reason) {
    closed = closed == null ? reason : closed;
    tellSession();
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
