package dev.weir.rtmp;

import dev.weir.playback.BlockingOutlet;
import dev.weir.target.MuxedDelivery;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/// The way over one connection for the thread that gives.
///
/// Confined to that thread, except where a method says otherwise.
final class PacedOutlet implements MuxedDelivery.Outlet {
  private final Channel channel;
  private final int streamId;
  private final BlockingOutlet outlet;
  private final CompletableFuture<PacedOutlet> successor = new CompletableFuture<>();
  private final CompletableFuture<Void> letGo = new CompletableFuture<>(); // of the connection

  private volatile boolean leaving; // once another connection is to go on
  private boolean gone; // once the peer is

  /// @param streamId the message stream that the peer chose
  PacedOutlet(Channel channel, int streamId) {
    this.channel = channel;
    this.streamId = streamId;
    this.outlet = new BlockingOutlet(channel, piece -> piece);
  }

  int streamId() {
    return streamId;
  }

  /// Completes when another connection goes on. Any thread.
  CompletableFuture<PacedOutlet> successor() {
    return successor;
  }

  /// Whether another connection may go on, and nothing more can go over this one.
  boolean isOver() {
    return leaving || gone;
  }

  /// Lets another connection go on from the next place at which one can begin. Any thread.
  ///
  /// @param whenOver told on the event loop when that is reached
  void leave(Runnable whenOver) {
    leaving = true;
    letGo.thenAcceptAsync(_ -> whenOver.run(), channel.eventLoop());
  }

  /// Bytes of media that were written to the channel. Any thread.
  long sentBytes() {
    return outlet.sentBytes();
  }

  @Override
  public void write(ByteBuf in) throws IOException {
    if (in.isReadable() && !outlet.write(in.readBytes(in.readableBytes()))) {
      gone = true;
      throw new IOException("the peer is gone");
    }
  }

  @Override
  public boolean movesOn() {
    return leaving;
  }

  @Override
  public void finish(ByteBuf in) throws IOException {
    write(in);
  }

  /// The link closes the connection.
  @Override
  public void abandon() {
    letGo.complete(null);
  }
}
