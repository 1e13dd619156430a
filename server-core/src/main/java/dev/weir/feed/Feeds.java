package dev.weir.feed;

import dev.weir.stream.Stream;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/// All feeds that run now; a feed is made for its first viewer.
///
/// Any thread may call this.
public final class Feeds {
  private record Key(Stream stream, FeedFormat format) {}

  private final LongSupplier nanoClock;
  private final ConcurrentMap<Key, Feed> feeds = new ConcurrentHashMap<>();
  private final ConcurrentMap<EventLoop, LoopPacer> pacers = new ConcurrentHashMap<>();

  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public Feeds(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// Starts to write `stream` in `format` to a viewer: the header and everything since the newest
  /// keyframe at once, then each sample as it comes. Completes with the handle to leave by, before
  /// or after the first bytes were written.
  public CompletionStage<Viewer> join(Stream stream, FeedFormat format, ViewerPort port) {
    CompletableFuture<Viewer> joined = new CompletableFuture<>();
    join(new Key(stream, format), port, joined);
    return joined;
  }

  /// How many feeds run now.
  public int running() {
    return feeds.size();
  }

  private void join(Key key, ViewerPort port, CompletableFuture<Viewer> joined) {
    EventLoop loop = port.channel().eventLoop();
    Feed running = feeds.get(key);
    EventLoop owner = running == null ? loop : running.owner();
    if (!owner.inEventLoop()) {
      owner.execute(() -> join(key, port, joined));
      return;
    }
    Feed feed = feeds.computeIfAbsent(key, _ -> start(key, owner));
    if (!feed.owner().inEventLoop()) {
      join(key, port, joined); // another loop was faster
      return;
    }
    FeedGroup group = feed.group(loop);
    Viewer viewer = new Viewer(port, group);
    if (feed.admit(viewer, group)) {
      joined.complete(viewer);
    } else {
      // It ended between our look and now, and has left the map.
      join(key, port, joined);
    }
  }

  private Feed start(Key key, EventLoop owner) {
    return new Feed(
        key.stream(),
        key.format(),
        owner,
        loop -> pacers.computeIfAbsent(loop, _ -> new LoopPacer()),
        nanoClock,
        () -> feeds.remove(key));
  }
}
