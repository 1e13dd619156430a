package dev.weir.http.segmented;

import dev.weir.config.StreamName;
import dev.weir.http.MemoryFile;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamListener;
import dev.weir.stream.StreamState;
import dev.weir.stream.Streams;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The segment stores of all streams; a store is made for its first viewer and lives until some
/// time after the stream has ended, so that players get the last segments. If another stream of
/// that name starts meanwhile, the store goes on with it, and so do the players.
///
/// Any thread may call this.
public final class SegmentStores implements AutoCloseable {
  /// For how long a file's segments are remembered when nobody asks for them.
  private static final int FILE_IDLE_SECONDS = 30;

  /// How often it is looked whether a stream has come back.
  private static final int RETURN_CHECK_MILLIS = 250;

  private final Streams streams;
  private final Transport transport;
  private final LongSupplier nanoClock;
  private final MemoryFile memory = new MemoryFile(); // for the pieces of all stores
  private final StreamNumbers numbers;
  private final ConcurrentMap<StreamName, SegmentStore> stores = new ConcurrentHashMap<>();

  /// @param streams where streams that come back are found
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public SegmentStores(Streams streams, Transport transport, LongSupplier nanoClock) {
    this(streams, transport, nanoClock, null);
  }

  /// @param beside a file beside which there are others that keep the numbers of segments and of
  ///   discontinuities, and dates, from going back when the server starts again; null to have none
  public SegmentStores(
      Streams streams, Transport transport, LongSupplier nanoClock, @Nullable Path beside) {
    this.streams = streams;
    this.transport = transport;
    this.nanoClock = nanoClock;
    this.numbers = StreamNumbers.beside(beside);
  }

  /// The store of a stream that is online.
  public SegmentStore of(Stream stream) {
    stream.used(nanoClock.getAsLong());
    return stores.compute(
        stream.name(),
        (_, known) ->
            known instanceof LiveSegments live ? followed(live, stream) : make(stream, known));
  }

  private LiveSegments followed(LiveSegments store, Stream stream) {
    // Who was let in a moment ago may know of an older one only.
    if (store.stream() != stream && stream.state() != StreamState.ENDING) {
      store.follow(stream);
      forgetAfterEnd(store, stream);
    }
    return store;
  }

  /// The store of a file that is open.
  public SegmentStore of(OnDemandStream stream) {
    SegmentStore store =
        stores.compute(
            stream.name(),
            (_, known) ->
                known instanceof FileSegments file && file.stream() == stream
                    ? known
                    : make(stream, known));
    used(store);
    return store;
  }

  /// Whether [#find] finds anything.
  boolean has(StreamName name) {
    return known(name) != null;
  }

  /// The store of a stream that runs or has ended a short while ago, or of a file, if it was
  /// watched lately.
  public Optional<SegmentStore> find(StreamName name) {
    Optional<SegmentStore> store = Optional.ofNullable(known(name));
    store.ifPresent(this::used);
    return store;
  }

  /// A file may be closed before its segments are forgotten: whoever asks for one then gets it
  /// opened again.
  private @Nullable SegmentStore known(StreamName name) {
    SegmentStore store = stores.get(name);
    if (store instanceof FileSegments file && file.stream().isClosed()) {
      forget(file);
      return null;
    }
    return store;
  }

  private void used(SegmentStore store) {
    switch (store) {
      case LiveSegments live -> live.stream().used(nanoClock.getAsLong());
      case FileSegments file -> file.used();
    }
  }

  /// Lets go of all segments.
  @Override
  public void close() {
    stores.values().forEach(this::forget);
    numbers.close();
    memory.close();
  }

  private SegmentStore make(Stream stream, @Nullable SegmentStore before) {
    close(before);
    LiveSegments store = new LiveSegments(stream, transport.next(), nanoClock, memory, numbers);
    forgetAfterEnd(store, stream);
    return store;
  }

  private void forgetAfterEnd(LiveSegments store, Stream stream) {
    stream.addListener(
        new StreamListener() {
          @Override
          public void published(Track track) {
            // Segments are looked for when somebody asks.
          }

          @Override
          public void ended(CloseReason reason) {
            long untilNanos =
                nanoClock.getAsLong() + TimeUnit.SECONDS.toNanos(Streams.LINGER_SECONDS);
            awaitReturn(store, stream, untilNanos);
          }
        });
  }

  /// Looks again and again whether another stream has the name, so that those who wait need not
  /// ask; after some time lets go of the store.
  private void awaitReturn(LiveSegments store, Stream stream, long untilNanos) {
    streams
        .find(stream.name())
        .filter(next -> next.state() == StreamState.ONLINE)
        .ifPresent(this::of);
    if (stores.get(stream.name()) != store || store.stream() != stream) {
      return;
    }
    if (nanoClock.getAsLong() - untilNanos >= 0) {
      forget(store);
      return;
    }
    transport
        .next()
        .schedule(
            () -> awaitReturn(store, stream, untilNanos),
            RETURN_CHECK_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private SegmentStore make(OnDemandStream stream, @Nullable SegmentStore before) {
    close(before);
    FileSegments store = new FileSegments(stream, transport.next(), nanoClock, memory);
    forgetWhenIdle(store);
    return store;
  }

  private void forgetWhenIdle(FileSegments store) {
    transport
        .next()
        .schedule(
            () -> {
              if (store.idleNanos() > TimeUnit.SECONDS.toNanos(FILE_IDLE_SECONDS)) {
                forget(store);
              } else if (stores.get(store.name()) == store) {
                forgetWhenIdle(store);
              }
            },
            FILE_IDLE_SECONDS,
            TimeUnit.SECONDS);
  }

  private void forget(SegmentStore store) {
    stores.remove(store.name(), store);
    close(store);
  }

  private void close(@Nullable SegmentStore store) {
    switch (store) {
      case LiveSegments live -> live.close();
      case FileSegments file -> file.close();
      case null -> {}
    }
  }
}
