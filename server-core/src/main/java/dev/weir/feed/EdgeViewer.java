package dev.weir.feed;

import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/// The live edge of a player who may also go into the past: one of all viewers of a feed, for as
/// long as he stays there. Confined to the event loop of the connection, except where a method says
/// otherwise.
public final class EdgeViewer implements ViewerPort {
  private final Channel channel;
  private final Function<ByteBuf, Object> frame;
  private final Runnable whenItBegins;
  private final Consumer<CloseReason> whenItEnds;
  private final CompletableFuture<Viewer> viewer = new CompletableFuture<>();

  private boolean begun; // since the first piece

  /// @param frame wraps a piece for the channel's pipeline, as [ViewerPort#frame] says
  /// @param whenItBegins called before the first piece, to say what comes
  /// @param whenItEnds called when the feed is over
  public EdgeViewer(
      Channel channel,
      Function<ByteBuf, Object> frame,
      Runnable whenItBegins,
      Consumer<CloseReason> whenItEnds) {
    this.channel = channel;
    this.frame = frame;
    this.whenItBegins = whenItBegins;
    this.whenItEnds = whenItEnds;
  }

  /// Joins a feed; `joined` is called when [#leave] may be.
  public void join(Feeds feeds, Stream stream, FeedFormat format, Runnable joined) {
    feeds.join(stream, format, this).thenAccept(viewer::complete);
    viewer.thenRunAsync(joined, channel.eventLoop());
  }

  /// Leaves it; nothing is written any more.
  public void leave() {
    viewer.thenAccept(Viewer::leave);
  }

  /// Bytes that were written for it. Any thread.
  public long sentBytes() {
    Viewer joined = viewer.getNow(null);
    return joined == null ? 0 : joined.sentBytes();
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public Object frame(ByteBuf piece) {
    if (!begun) {
      begun = true;
      whenItBegins.run();
    }
    return frame.apply(piece);
  }

  @Override
  public void ended(CloseReason reason) {
    whenItEnds.accept(reason);
  }
}
