package dev.weir.http.progressive;

import dev.weir.feed.FeedFormat;
import dev.weir.feed.Feeds;
import dev.weir.feed.Viewer;
import dev.weir.feed.ViewerPort;
import dev.weir.http.EndlessBody;
import dev.weir.session.Visit;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One viewer of a progressive output. Confined to the event loop of its channel.
final class ProgressiveViewer implements ViewerPort {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressiveViewer.class);

  private final Stream stream;
  private final FeedFormat format;
  private final Visit visit;
  private final String client;
  private final EndlessBody body;
  private final long joinedNanos = System.nanoTime();
  private final CompletableFuture<Viewer> viewer = new CompletableFuture<>();
  private final AtomicLong filledBytes = new AtomicLong(); // read by whoever counts

  private CloseReason reason = CloseReason.PEER_CLOSED; // changed if the feed ends first
  private @Nullable Future<?> filling; // null for whom nothing is filled in

  ProgressiveViewer(Stream stream, FeedFormat format, Visit visit, EndlessBody body) {
    this.stream = stream;
    this.format = format;
    this.visit = visit;
    this.client = visit.request().host();
    this.body = body;
  }

  ProgressiveViewer join(Feeds feeds) {
    LOG.info("play {} to {} as {}", stream.name(), client, format.name());
    feeds.join(stream, format, this).thenAccept(viewer::complete);
    visit.hold(this::sentBytes, () -> 0, this::stop);
    return this;
  }

  /// Helps a player that starts too late of itself, see [Filler].
  void with(Filler filler) {
    fillLater(filler, Filler.TIMES);
  }

  private void fillLater(Filler filler, int times) {
    if (times > 0) {
      filling =
          body.channel()
              .eventLoop()
              .schedule(() -> fill(filler, times), Filler.EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void fill(Filler filler, int times) {
    filledBytes.addAndGet(filler.write(body));
    fillLater(filler, times - 1);
  }

  private void fillNothing() {
    if (filling != null) {
      filling.cancel(false);
    }
  }

  private long sentBytes() {
    Viewer joined = viewer.getNow(null);
    return filledBytes.get() + (joined == null ? 0 : joined.sentBytes());
  }

  /// Any thread.
  private void stop(CloseReason why) {
    body.channel()
        .eventLoop()
        .execute(() -> {
          reason = why;
          body.channel().close();
        });
  }

  /// The connection is lost.
  void leave() {
    fillNothing();
    visit.close();
    viewer.thenAccept(joined -> {
      joined.leave();
      LOG.info(
          "play {} to {} as {} ended after {} s: {}; {} bytes, {} left out",
          stream.name(),
          client,
          format.name(),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - joinedNanos),
          reason,
          sentBytes(),
          joined.lostBytes());
    });
  }

  @Override
  public Channel channel() {
    return body.channel();
  }

  @Override
  public Object frame(ByteBuf piece) {
    return body.frame(piece);
  }

  @Override
  public void ended(CloseReason why) {
    fillNothing();
    reason = why;
    visit.mediaEnded();
    body.end();
  }
}
