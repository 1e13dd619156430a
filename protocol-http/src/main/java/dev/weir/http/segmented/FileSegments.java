package dev.weir.http.segmented;

import dev.weir.config.StreamName;
import dev.weir.http.MemoryFile;
import dev.weir.media.MediaException;
import dev.weir.media.Track;
import dev.weir.stream.OnDemandStream;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The segments of a file: all there from the start, each computed from the index and muxed when it
/// is asked for.
final class FileSegments implements SegmentStore {
  private static final Logger log = LoggerFactory.getLogger(FileSegments.class);

  private static final long MAX_CACHED_BYTES = 16L << 20;

  private final RenderedManifests manifests = new RenderedManifests();
  private final OnDemandStream stream;
  private final EventLoop loop;
  private final LongSupplier nanoClock;
  private final MemoryFile memory;
  private final CompletableFuture<Snapshot> snapshot = new CompletableFuture<>();
  private final CompletableFuture<Pieces> pieces = new CompletableFuture<>();

  private volatile long lastUseNanos; // when it was last asked for
  private volatile long endSequence = -1; // once the index is read

  /// @param memory where muxed pieces lie
  FileSegments(OnDemandStream stream, EventLoop loop, LongSupplier nanoClock, MemoryFile memory) {
    this.stream = stream;
    this.loop = loop;
    this.nanoClock = nanoClock;
    this.memory = memory;
    this.lastUseNanos = nanoClock.getAsLong();
    Thread.ofVirtual().name("weir-segments-", 0).start(this::read);
  }

  private void read() {
    try {
      FileTable table = new FileTable(stream.file(), stream.config().segmentSizeMillis());
      PieceCache cache = new PieceCache(loop, MAX_CACHED_BYTES, memory);
      pieces.complete(new Pieces(cache, new FileMux(stream, table, nanoClock)));
      Snapshot all =
          new Snapshot(
              table.segments(), null, table.longestMicros(), 0, false, false, splices(table));
      endSequence = all.nextSequence() - 1;
      snapshot.complete(all);
    } finally { // nobody waits for ever, whatever goes wrong
      snapshot.complete(Snapshot.EMPTY);
    }
  }

  private List<Splice> splices(FileTable table) {
    if (!stream.joined()) { // closed meanwhile
      return List.of();
    }
    try {
      return FileSplices.read(stream.file(), table.shiftMicros());
    } catch (MediaException | IOException e) {
      log.warn("the splices of {} cannot be read: {}", stream.name(), e.getMessage());
      return List.of();
    } finally {
      stream.left(nanoClock.getAsLong());
    }
  }

  OnDemandStream stream() {
    return stream;
  }

  /// Notes that somebody wants it.
  void used() {
    lastUseNanos = nanoClock.getAsLong();
    stream.used(lastUseNanos);
  }

  long idleNanos() {
    return nanoClock.getAsLong() - lastUseNanos;
  }

  @Override
  public StreamName name() {
    return stream.name();
  }

  @Override
  public RenderedManifests manifests() {
    return manifests;
  }

  @Override
  public List<Track> tracks() {
    return stream.tracks();
  }

  @Override
  public long endSequence() {
    return endSequence;
  }

  @Override
  public Duration aheadOf(Instant wall) {
    return Duration.ZERO;
  }

  @Override
  public boolean isOverdue() {
    return false;
  }

  @Override
  public CompletionStage<Snapshot> snapshot() {
    return snapshot;
  }

  @Override
  public CompletionStage<Snapshot> snapshotWith(
      long sequence, int part, long timeoutMillis, EventExecutor where) {
    return snapshot;
  }

  @Override
  public CompletionStage<Found> segment(long sequence, Wrapping wrapping) {
    CompletableFuture<Found> result = new CompletableFuture<>();
    snapshot.thenAccept(now -> onLoop(p -> p.segment(now, sequence, wrapping, result), result));
    return result;
  }

  @Override
  public CompletionStage<Found> part(
      long sequence, int part, Wrapping wrapping, long timeoutMillis) {
    CompletableFuture<Found> result = new CompletableFuture<>();
    snapshot.thenAccept(now -> onLoop(p -> p.part(now, sequence, part, wrapping, result), result));
    return result;
  }

  private void onLoop(Consumer<Pieces> action, CompletableFuture<Found> result) {
    if (pieces.isDone()) {
      loop.execute(() -> action.accept(pieces.join()));
    } else {
      result.complete(Found.Missing.GONE);
    }
  }

  /// Lets go of everything.
  void close() {
    pieces.thenAccept(p -> loop.execute(p::close));
  }
}
