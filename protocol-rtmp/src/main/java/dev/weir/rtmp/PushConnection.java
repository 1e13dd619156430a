package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.target.Delivery;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One connection of a delivery: ends when the delivery has to, and tells it how the peer does.
///
/// Used by the delivery's thread, which it blocks. Must be closed.
final class PushConnection implements AutoCloseable {
  private static final long LOOK_MILLIS = 1000;

  private static final CloseReason OVER =
      new CloseReason(Code.CLEAN_CONTROLLER_REQ, "the push has ended");
  private static final CloseReason STUCK =
      new CloseReason(Code.WRITE_FAILURE, "the peer takes nothing any more");

  private final Delivery delivery;
  private final CompletableFuture<CloseReason> ended = new CompletableFuture<>();
  private final RtmpLink link;

  private long takenBytes; // the most that the peer was seen to have taken

  /// @param open opens the link, which tells the given listener of its end
  PushConnection(Delivery delivery, Function<Consumer<CloseReason>, RtmpLink> open) {
    this.delivery = delivery;
    this.link = open.apply(ended::complete);
    delivery.countedBy(link::sentBytes);
    delivery.onStop(link::close);
    delivery.onStuck(() -> link.abort(STUCK));
  }

  /// Whether the peer was there and did not let us publish.
  boolean wasRefused() {
    return link.wasConnected() && !link.wasPublishing();
  }

  /// Waits for `begun`, and from then on ends the delivery with the connection.
  ///
  /// @return null if the connection ends before
  <T> @Nullable T await(CompletableFuture<T> begun) throws InterruptedException {
    try {
      CompletableFuture.anyOf(begun, ended).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    if (!begun.isDone()) {
      return null;
    }
    ended.thenAccept(delivery::stop);
    return begun.join();
  }

  /// Why it ended: `reason`, unless the connection ended first.
  CloseReason orEnd(CloseReason reason) {
    return ended.getNow(reason);
  }

  /// Waits for the end of the connection, and notes meanwhile what the peer takes.
  CloseReason awaitEnd() throws InterruptedException {
    while (true) {
      try {
        return ended.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        look();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void look() {
    // Over TLS it falls while the peer takes nothing: what waits is a little more than was written.
    long taken = link.sentBytes();
    boolean progress = taken > takenBytes;
    delivery.stuck(!progress && link.waitingBytes() > 0);
    if (progress) {
      takenBytes = taken;
      delivery.deliveredNewest();
    }
  }

  @Override
  public void close() {
    link.close(OVER);
  }
}
