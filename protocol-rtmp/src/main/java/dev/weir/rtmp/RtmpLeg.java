package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// One connection of a link, from the wish for it to its end.
///
/// Confined to the link's event loop, except where a method says otherwise.
final class RtmpLeg implements RtmpDialer.Call, ClientSession.Owner {
  private final RtmpLink link;
  private final RtmpUrl url;
  private final ClientTask task;

  private volatile @Nullable Channel channel; // once there is one; read by whoever asks
  private @Nullable ClientSession session; // once there is a channel
  private @Nullable CloseReason asked; // once it is to end
  private boolean over; // once it has ended

  RtmpLeg(RtmpLink link, RtmpUrl url, Errand errand) {
    this.link = link;
    this.url = url;
    this.task = errand.task(url.stream(), () -> link.ready(this));
  }

  RtmpUrl url() {
    return url;
  }

  /// Says goodbye and closes.
  void close(CloseReason reason) {
    if (asked != null || over) {
      return;
    }
    asked = reason;
    if (session != null) {
      session.close(reason);
    }
  }

  /// Comes to a place from which another goes on, and ends there.
  ///
  /// @param goodbye whether the peer is told that the stream ends
  void leave(CloseReason reason, boolean goodbye) {
    task.handOver(() -> {
      if (goodbye) {
        close(reason);
      } else if (session != null) {
        session.leave(reason);
      }
    });
  }

  /// Closes without a goodbye. Any thread.
  void abort() {
    Channel opened = channel;
    if (opened != null) {
      opened.close();
    }
  }

  /// Bytes of media that the system has taken from us. Any thread.
  long sentBytes() {
    return task instanceof RtmpPush push ? Math.max(0, push.sentBytes() - waitingBytes()) : 0;
  }

  /// Bytes that wait for the peer. Any thread.
  long waitingBytes() {
    Channel opened = channel;
    ChannelOutboundBuffer waiting = opened == null ? null : opened.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /// On a thread that may wait.
  @Override
  public InetAddress address() throws IOException {
    return link.address(url);
  }

  @Override
  public boolean isWanted() {
    return asked == null;
  }

  @Override
  public Conversation opened(RtmpConnection connection) {
    ClientSession begun = new ClientSession(connection, url, link.isEnhanced(), task, this);
    channel = connection.channel();
    session = begun;
    return begun;
  }

  @Override
  public void failed(String sentence) {
    closed(new CloseReason(Code.READ_START_FAILURE, sentence));
  }

  @Override
  public void talking() {
    link.talking();
  }

  @Override
  public void reconnectRequested(@Nullable String reference) {
    if (asked == null) {
      link.reconnectRequested(this, reference);
    }
  }

  @Override
  public void tick() {
    link.tick(this);
  }

  @Override
  public void closed(CloseReason reason) {
    if (!over) {
      over = true;
      link.ended(this, asked == null ? reason : asked);
    }
  }
}
