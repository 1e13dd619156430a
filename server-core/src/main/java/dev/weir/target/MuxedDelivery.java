package dev.weir.target;

import dev.weir.feed.FeedFormat;
import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A delivery as one stream of bytes, which the carrier's own thread reads, muxes and hands over.
///
/// Not thread-safe; blocks. Must be closed.
public final class MuxedDelivery implements AutoCloseable {
  /// Between two looks for samples: often, where somebody waits for each.
  static final long OFTEN_MILLIS = 10;

  /// Between two looks for samples: so rarely that it costs the publisher nothing.
  static final long RARELY_MILLIS = 100;

  private final Delivery delivery;
  private final Pump pump;
  private final long pauseMillis;
  private final AtomicLong bytes = new AtomicLong(); // handed over; read by whoever asks

  /// Where bytes go. Blocks for as long as it takes, but not for ever.
  public interface Outlet {
    /// Takes bytes from `in`, as many as it wants; the rest is offered again with more.
    void write(ByteBuf in) throws IOException;

    /// Whether another outlet is to take what follows, from the next place at which one can begin.
    default boolean movesOn() {
      return false;
    }

    /// Takes the last bytes and ends in order.
    void finish(ByteBuf in) throws IOException;

    /// Lets go of everything; also after [#finish].
    void abandon();
  }

  MuxedDelivery(Delivery delivery, Pump pump, long pauseMillis) {
    this.delivery = delivery;
    this.pump = pump;
    this.pauseMillis = pauseMillis;
  }

  /// Waits until there is something to deliver.
  ///
  /// @return why there will be nothing; null if there is
  public @Nullable CloseReason awaitStart() throws IOException, InterruptedException {
    while (true) {
      CloseReason stopping = delivery.stopping();
      if (stopping != null) {
        return stopping;
      }
      switch (pump.look()) {
        case SAMPLE -> {
          return null;
        }
        case OVER -> {
          return PumpRun.end(delivery);
        }
        case LAPPED, WAIT -> delivery.pause(pauseMillis);
      }
    }
  }

  /// Delivers everything; called again after an outlet has moved on, what the others have not got.
  ///
  /// @param format with the tracks that were chosen
  /// @return why it ended
  public CloseReason into(FeedFormat format, Outlet outlet) throws InterruptedException {
    delivery.countedBy(bytes::get);
    return new PumpRun(delivery, pump, pauseMillis)
        .into(new MuxedSink(delivery, format, pump.tracks(), outlet, bytes));
  }

  @Override
  public void close() {
    pump.close();
  }
}
