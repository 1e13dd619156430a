package dev.weir.feed;

import dev.weir.stream.CloseReason;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// The viewers of a feed that live on one event loop.
///
/// Confined to that loop, except [#remove].
final class FeedGroup {
  private static final CloseReason STUCK =
      new CloseReason(CloseReason.Code.WRITE_FAILURE, "the connection took no data for 30 seconds");

  private final Feed feed;
  private final EventLoop loop;
  private final LoopPacer pacer;
  private final LongSupplier nanoClock;
  private final List<Viewer> viewers = new ArrayList<>();

  FeedGroup(Feed feed, EventLoop loop, LoopPacer pacer, LongSupplier nanoClock) {
    this.feed = feed;
    this.loop = loop;
    this.pacer = pacer;
    this.nanoClock = nanoClock;
  }

  EventLoop loop() {
    return loop;
  }

  LoopPacer pacer() {
    return pacer;
  }

  /// Lets a viewer in and releases `burst`.
  void add(Viewer viewer, List<Piece> burst, long bitsPerSecond) {
    if (viewer.channel().isActive()) {
      viewers.add(viewer);
      viewer.start(burst, bitsPerSecond);
    } else if (viewer.markGone()) {
      feed.left();
    }
    burst.forEach(Piece::release);
  }

  /// Writes `pieces` to every viewer and releases them.
  void deliver(List<Piece> pieces) {
    long start = nanoClock.getAsLong();
    for (int i = viewers.size() - 1; i >= 0; i--) {
      Viewer viewer = viewers.get(i);
      if (!viewer.offer(pieces, start)) {
        drop(viewer);
        viewer.end(STUCK);
      }
    }
    pieces.forEach(Piece::release);
    pacer.record(start, nanoClock.getAsLong());
  }

  /// Lets a viewer go; a second call does nothing. Any thread.
  void remove(Viewer viewer) {
    if (loop.inEventLoop()) {
      if (viewer.markGone()) {
        drop(viewer);
      }
    } else {
      loop.execute(() -> remove(viewer));
    }
  }

  void end(CloseReason reason) {
    List<Viewer> all = List.copyOf(viewers);
    viewers.clear();
    all.forEach(viewer -> viewer.end(reason));
  }

  private void drop(Viewer viewer) {
    if (viewers.remove(viewer)) {
      feed.left();
    }
  }
}
