package dev.weir.http.segmented;

import dev.weir.config.StreamName;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamListener;
import dev.weir.stream.Streams;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The segment stores of all streams; a store is made for its first viewer and lives until some
/// time after the stream has ended, so that players get the last segments.
///
/// Any thread may call this.
public final class SegmentStores implements AutoCloseable {
  private final Transport transport;
  private final LongSupplier nanoClock;
  private final ConcurrentMap<StreamName, SegmentStore> stores = new ConcurrentHashMap<>();

  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public SegmentStores(Transport transport, LongSupplier nanoClock) {
    this.transport = transport;
    this.nanoClock = nanoClock;
  }

  /// The store of a stream that is online.
  public SegmentStore of(Stream stream) {
    stream.used(nanoClock.getAsLong());
    return stores.compute(
        stream.name(),
        (_, known) -> known != null && known.stream() == stream ? known : make(stream, known));
  }

  /// The store of a stream that runs or has ended a short while ago, if it was ever watched.
  public Optional<SegmentStore> find(StreamName name) {
    SegmentStore store = stores.get(name);
    if (store != null) {
      store.stream().used(nanoClock.getAsLong());
    }
    return Optional.ofNullable(store);
  }

  /// Lets go of all segments.
  @Override
  public void close() {
    stores.values().forEach(this::forget);
  }

  private SegmentStore make(Stream stream, @Nullable SegmentStore before) {
    if (before != null) {
      before.close();
    }
    SegmentStore store = new SegmentStore(stream, transport.next());
    stream.addListener(
        new StreamListener() {
          @Override
          public void published(Track track) {
            // Segments are looked for when somebody asks.
          }

          @Override
          public void ended(CloseReason reason) {
            transport
                .next()
                .schedule(() -> forget(store), Streams.LINGER_SECONDS, TimeUnit.SECONDS);
          }
        });
    return store;
  }

  private void forget(SegmentStore store) {
    stores.remove(store.stream().name(), store);
    store.close();
  }
}
