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
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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

  /// A segment that is being muxed for those who wait, or has been and is kept.
  private static final class Muxed {
    private final List<CompletableFuture<Optional<ByteBuf>>> waiting = new ArrayList<>();
    private @Nullable ByteBuf bytes; // the cache's own; set once

    void answerAll() {
      Optional<ByteBuf> found = Optional.ofNullable(bytes);
      waiting.forEach(result -> result.complete(found.map(ByteBuf::retainedDuplicate)));
      waiting.clear();
    }
  }

  /// What is known now.
  ///
  /// @param segments finished and complete, oldest first
  /// @param longestMicros the longest there was
  /// @param ended whether no segment will follow
  public record Snapshot(List<Segment> segments, long longestMicros, boolean ended) {}

  private final Stream stream;
  private final EventLoop loop;
  private final SegmentIndex index;
  private final long maxCachedBytes;
  private final Map<Key, Muxed> cache = new LinkedHashMap<>(); // oldest first

  private long cachedBytes;
  private boolean closed; // once

  SegmentStore(Stream stream, EventLoop loop) {
    this(stream, loop, MAX_CACHED_BYTES);
  }

  SegmentStore(Stream stream, EventLoop loop, long maxCachedBytes) {
    this.maxCachedBytes = maxCachedBytes;
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
    loop.execute(() -> {
      boolean ended = ended(); // before the segments: whoever is told so has been given the last
      result.complete(
          new Snapshot(closed ? List.of() : index.segments(ended), index.longestMicros(), ended));
    });
    return result;
  }

  /// The bytes of a segment, which the receiver releases; empty if it is too old, or not there yet.
  public CompletionStage<Optional<ByteBuf>> segment(long sequence, Wrapping wrapping) {
    CompletableFuture<Optional<ByteBuf>> result = new CompletableFuture<>();
    loop.execute(() -> get(new Key(sequence, wrapping), result));
    return result;
  }

  /// Lets go of everything; a second call does nothing.
  void close() {
    loop.execute(() -> {
      if (closed) {
        return;
      }
      closed = true;
      index.close();
      cache.values().forEach(muxed -> ReferenceCountUtil.release(muxed.bytes));
      cache.clear();
    });
  }

  private boolean ended() {
    return stream.state() == StreamState.ENDING;
  }

  private void get(Key key, CompletableFuture<Optional<ByteBuf>> result) {
    Optional<Segment> segment =
        closed
            ? Optional.empty()
            : index.segments(ended()).stream()
                .filter(s -> s.sequence() == key.sequence())
                .findFirst();
    if (segment.isEmpty()) {
      result.complete(Optional.empty());
      return;
    }
    Muxed muxed = cache.get(key);
    if (muxed == null) {
      muxed = new Muxed();
      cache.put(key, muxed);
      mux(key, segment.get(), muxed);
    }
    muxed.waiting.add(result);
    if (muxed.bytes != null) {
      muxed.answerAll();
    }
  }

  private void mux(Key key, Segment segment, Muxed muxed) {
    Thread.ofVirtual()
        .name("weir-segment-", segment.sequence())
        .start(() -> {
          Optional<ByteBuf> bytes = write(segment, key.wrapping());
          loop.execute(() -> finished(key, muxed, bytes.orElse(null)));
        });
  }

  private void finished(Key key, Muxed muxed, @Nullable ByteBuf bytes) {
    muxed.bytes = bytes;
    muxed.answerAll();
    if (bytes == null) {
      cache.remove(key, muxed);
    } else if (closed) {
      bytes.release();
    } else {
      cachedBytes += bytes.readableBytes();
      trim();
    }
  }

  private void trim() {
    Iterator<Muxed> oldest = cache.values().iterator();
    while (cachedBytes > maxCachedBytes && oldest.hasNext()) {
      ByteBuf dropped = oldest.next().bytes;
      if (dropped != null) {
        cachedBytes -= dropped.readableBytes();
        oldest.remove();
        dropped.release();
      }
    }
  }

  private Optional<ByteBuf> write(Segment segment, Wrapping wrapping) {
    List<Track> tracks = segment.tracks().stream().filter(wrapping::carries).toList();
    ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(sizeGuess(segment));
    Predicate<Track> wanted =
        track -> tracks.stream().anyMatch(carried -> carried.id() == track.id());
    try (StreamCursor cursor = new StreamCursor(stream, wanted)) {
      cursor.seekOrder(segment.firstOrder());
      if (write(segment, tracks, cursor, wrapping.begin(tracks, out), out)) {
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

  /// Returns false if samples were dropped meanwhile.
  private static boolean write(
      Segment segment,
      List<Track> tracks,
      StreamCursor cursor,
      Wrapping.Writer writer,
      ByteBuf out) {
    Map<Integer, Integer> left = new HashMap<>();
    tracks.forEach(track -> left.put(track.id(), segment.samples().getOrDefault(track.id(), 0)));
    int missing = left.values().stream().mapToInt(Integer::intValue).sum();
    for (; missing > 0; missing--) {
      if (cursor.read() != TrackReader.Outcome.READ || cursor.order() >= segment.endOrder()) {
        return false;
      }
      Sample sample = cursor.sample();
      writer.sample(sample, left.merge(sample.trackId(), -1, Integer::sum) == 0, out);
    }
    writer.end(out);
    return true;
  }

  private static int sizeGuess(Segment segment) {
    long payload = segment.payloadBytes().values().stream().mapToLong(Long::longValue).sum();
    return (int) Math.min(Integer.MAX_VALUE / 2, payload + payload / 8 + 16 * 1024);
  }
}
