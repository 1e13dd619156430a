package dev.weir.http.segmented;

import dev.weir.buffer.TrackReader;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamCursor;
import dev.weir.stream.StreamState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The segments of one stream, for all segmented protocols and all their viewers.
///
/// A segment is muxed when it is first asked for, on a virtual thread, once for each wrapping, and
/// kept while it is among the newest [#MAX_CACHED_BYTES]; asked for later, it is muxed again to the
/// same bytes, as long as the track buffers have its samples. Any thread may call the public
/// methods; the state is confined to the store's event loop.
public final class SegmentStore {
  private static final Logger log = LoggerFactory.getLogger(SegmentStore.class);
  private static final long MAX_CACHED_BYTES = 64L << 20;

  private record Key(long sequence, Wrapping wrapping) {}

  /// What is known now.
  ///
  /// @param segments finished and complete, oldest first
  /// @param longestMicros the longest there was
  /// @param ended whether no segment will follow
  public record Snapshot(List<Segment> segments, long longestMicros, boolean ended) {}

  private final Stream stream;
  private final EventLoop loop;
  private final SegmentIndex index;
  private final Map<Key, CompletableFuture<Optional<ByteBuf>>> cache = new LinkedHashMap<>();

  private long cachedBytes;
  private boolean closed; // once

  SegmentStore(Stream stream, EventLoop loop) {
    this.stream = stream;
    this.loop = loop;
    this.index = new SegmentIndex(stream);
  }

  /// The stream whose segments these are.
  public Stream stream() {
    return stream;
  }

  /// The segments that can be had now.
  public CompletionStage<Snapshot> snapshot() {
    CompletableFuture<Snapshot> result = new CompletableFuture<>();
    loop.execute(() ->
        result.complete(
            new Snapshot(
                closed ? List.of() : index.segments(),
                index.longestMicros(),
                stream.state() == StreamState.ENDING)));
    return result;
  }

  /// The bytes of a segment, which the receiver releases; empty if it is too old, or not there yet.
  public CompletionStage<Optional<ByteBuf>> segment(long sequence, Wrapping wrapping) {
    CompletableFuture<Optional<ByteBuf>> result = new CompletableFuture<>();
    loop.execute(() -> get(new Key(sequence, wrapping), result));
    return result;
  }

  /// Lets go of everything.
  void close() {
    loop.execute(() -> {
      closed = true;
      index.close();
      cache.values().forEach(SegmentStore::releaseWhenDone);
      cache.clear();
    });
  }

  private void get(Key key, CompletableFuture<Optional<ByteBuf>> result) {
    Optional<Segment> segment =
        closed
            ? Optional.empty()
            : index.segments().stream().filter(s -> s.sequence() == key.sequence()).findFirst();
    if (segment.isEmpty()) {
      result.complete(Optional.empty());
      return;
    }
    CompletableFuture<Optional<ByteBuf>> muxed = cache.get(key);
    if (muxed == null) {
      muxed = mux(segment.get(), key.wrapping());
      cache.put(key, muxed);
      muxed.thenAcceptAsync(bytes -> bytes.ifPresent(this::countAndTrim), loop);
    }
    // On the loop, where the cache cannot release the bytes meanwhile.
    muxed.thenAcceptAsync(bytes -> result.complete(bytes.map(ByteBuf::retainedDuplicate)), loop);
  }

  private void countAndTrim(ByteBuf added) {
    cachedBytes += added.readableBytes();
    Iterator<CompletableFuture<Optional<ByteBuf>>> oldest = cache.values().iterator();
    while (cachedBytes > MAX_CACHED_BYTES && cache.size() > 1) {
      CompletableFuture<Optional<ByteBuf>> dropped = oldest.next();
      if (!dropped.isDone()) {
        return;
      }
      cachedBytes -= dropped.join().map(ByteBuf::readableBytes).orElse(0);
      oldest.remove();
      // Behind those who were promised it: they take their reference in a task of this loop.
      loop.execute(() -> releaseWhenDone(dropped));
    }
  }

  private static void releaseWhenDone(CompletableFuture<Optional<ByteBuf>> muxed) {
    muxed.thenAccept(bytes -> bytes.ifPresent(ByteBuf::release));
  }

  private CompletableFuture<Optional<ByteBuf>> mux(Segment segment, Wrapping wrapping) {
    CompletableFuture<Optional<ByteBuf>> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("weir-segment-", segment.sequence())
        .start(() -> result.complete(write(segment, wrapping)));
    return result;
  }

  private Optional<ByteBuf> write(Segment segment, Wrapping wrapping) {
    List<Track> tracks = segment.tracks().stream().filter(wrapping::carries).toList();
    ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(sizeGuess(segment));
    Predicate<Track> wanted =
        track -> tracks.stream().anyMatch(carried -> carried.id() == track.id());
    try (StreamCursor cursor = new StreamCursor(stream, wanted)) {
      cursor.seekOrder(segment.firstOrder());
      if (write(segment, cursor, wrapping.begin(tracks, out), out)) {
        return Optional.of(out);
      }
    } catch (MediaException e) {
      log.warn(
          "segment {} of {} cannot be written: {}",
          segment.sequence(),
          stream.name(),
          e.getMessage());
    }
    out.release();
    return Optional.empty();
  }

  /// Returns false if the samples were dropped meanwhile.
  private static boolean write(
      Segment segment, StreamCursor cursor, Wrapping.Writer writer, ByteBuf out) {
    Map<Integer, Integer> left = new HashMap<>(segment.samples());
    while (true) {
      TrackReader.Outcome outcome = cursor.read();
      if (outcome == TrackReader.Outcome.LAPPED) {
        return false;
      }
      if (outcome == TrackReader.Outcome.EMPTY || cursor.order() >= segment.endOrder()) {
        break;
      }
      Sample sample = cursor.sample();
      int after = left.merge(sample.trackId(), -1, Integer::sum);
      writer.sample(sample, after == 0, out);
    }
    writer.end(out);
    return true;
  }

  private static int sizeGuess(Segment segment) {
    long payload = segment.payloadBytes().values().stream().mapToLong(Long::longValue).sum();
    return (int) Math.min(Integer.MAX_VALUE / 2, payload + payload / 8 + 16 * 1024);
  }
}
