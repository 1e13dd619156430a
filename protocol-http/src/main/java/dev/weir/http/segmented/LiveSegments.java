package dev.weir.http.segmented;

import dev.weir.config.StreamName;
import dev.weir.http.MemoryFile;
import dev.weir.media.Track;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamListener;
import dev.weir.stream.StreamState;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The segments of the live streams of one name, one after another. The state is confined to the
/// store's event loop; while nobody waits, publishing costs the store nothing.
final class LiveSegments implements SegmentStore {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSegments.class);
  private static final long MAX_CACHED_BYTES = 64L << 20;
  private static final int MAX_WAITING = 20_000;
  private static final int EXPIRY_MILLIS = 250;
  private static final int SWEEP_SECONDS = 10;
  private static final long DATE_MICROS =
      TimeUnit.NANOSECONDS.toMicros(GivenNumbers.DATE_UNIT.toNanos());

  /// For how long a stream that has ended is not said to be over: its encoder may come back.
  private static final int RETURN_MILLIS = 15_000;

  private final StreamRuns runs;
  private final EventLoop loop;
  private final LongSupplier nanoClock;
  private final long returnMillis;
  private final StreamNumbers numbers;
  private final SegmentIndex index;
  private final MediaClock clock;
  private final Pieces pieces;
  private final RenderedManifests manifests = new RenderedManifests();
  private final Waiters waiters = new Waiters(MAX_WAITING);
  private final AtomicBoolean looking = new AtomicBoolean(); // a look is on its way to the loop

  private volatile Stream stream; // that is published, or was last; the loop may be behind
  private volatile long endSequence = -1; // set by each look
  private Snapshot seen = Snapshot.EMPTY; // by the last look
  private volatile long overdueNanos; // when there should be a newer one
  private long lastSequence; // no segment has a greater number; grows
  private long lastDiscontinuity; // likewise
  private long lastDate; // likewise of its end
  private boolean warned; // once, that what was to be kept is not
  private boolean over; // nobody waits for another stream any more, until there is one
  private volatile boolean awaited; // whether anybody waits; the publisher's thread reads it
  private boolean expiring; // whether the clock for those who wait runs
  private boolean sweeping; // whether a look is due for what is kept
  private boolean closed; // once

  /// @param memory where muxed pieces lie
  /// @param numbers says which ones to start with, and is told of those that follow
  LiveSegments(
      Stream stream,
      EventLoop loop,
      LongSupplier nanoClock,
      MemoryFile memory,
      StreamNumbers numbers) {
    this(stream, loop, nanoClock, memory, numbers, MAX_CACHED_BYTES, RETURN_MILLIS);
  }

  LiveSegments(
      Stream stream,
      EventLoop loop,
      LongSupplier nanoClock,
      MemoryFile memory,
      StreamNumbers numbers,
      long maxCachedBytes,
      long returnMillis) {
    this.stream = stream;
    this.runs = new StreamRuns(stream);
    this.loop = loop;
    this.nanoClock = nanoClock;
    this.returnMillis = returnMillis;
    this.numbers = numbers;
    this.lastSequence = numbers.segments().first(stream.name(), stream.createdAt());
    this.lastDiscontinuity = numbers.discontinuities().first(stream.name(), stream.startedAt());
    Instant start = stream.startedAt();
    this.lastDate = numbers.dates().first(stream.name(), start);
    long startMicros =
        Math.max(ChronoUnit.MICROS.between(Instant.EPOCH, start), lastDate * DATE_MICROS);
    Instant dated = Instant.EPOCH.plus(startMicros, ChronoUnit.MICROS);
    this.clock = new MediaClock(Duration.between(start, dated), nanoClock);
    this.index = new SegmentIndex(stream, startMicros, lastSequence, lastDiscontinuity);
    this.overdueNanos = nanoClock.getAsLong();
    this.pieces = new Pieces(new PieceCache(loop, maxCachedBytes, memory), new LiveMux(runs));
    listenTo(stream);
  }

  private void listenTo(Stream publishing) {
    publishing.addListener(
        new StreamListener() {
          @Override
          public void published(Track track) {
            if (awaited) {
              lookSoon();
            }
          }

          @Override
          public void interrupted() {
            lookSoon();
          }

          @Override
          public void ended(CloseReason reason) {
            lookSoon();
            if (publishing.mayComeBack()) {
              loop.schedule(() -> giveUp(publishing), returnMillis, TimeUnit.MILLISECONDS);
            }
          }
        });
  }

  private void giveUp(Stream ended) {
    if (ended == runs.newest()) {
      over = true;
      lookSoon();
    }
  }

  /// Goes on with the stream that has the name now: its segments follow those that there are. By
  /// one thread at a time.
  void follow(Stream next) {
    stream = next;
    loop.execute(() -> {
      if (closed) {
        return;
      }
      long laterMicros = index.follow(next);
      runs.follow(next, index.nextSequence(), laterMicros);
      over = false;
      listenTo(next);
      lookSoon();
    });
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
    return runs.tracks();
  }

  /// The stream that is published, or was last.
  Stream stream() {
    return stream;
  }

  /// What the muxed pieces that are kept take.
  CompletionStage<Long> keptBytes() {
    return CompletableFuture.supplyAsync(pieces::keptBytes, loop);
  }

  @Override
  public long endSequence() {
    return endSequence;
  }

  @Override
  public Duration aheadOf(Instant wall) {
    return clock.ahead(wall);
  }

  @Override
  public boolean isOverdue() {
    return nanoClock.getAsLong() - overdueNanos > 0;
  }

  @Override
  public CompletionStage<Snapshot> snapshot() {
    CompletableFuture<Snapshot> result = new CompletableFuture<>();
    onLoop(() -> result.complete(look()));
    return result;
  }

  @Override
  public CompletionStage<Snapshot> snapshotWith(
      long sequence, int part, long timeoutMillis, EventExecutor where) {
    CompletableFuture<Snapshot> result = new CompletableFuture<>();
    onLoop(() -> await(sequence, part, timeoutMillis, where, result));
    return result;
  }

  @Override
  public CompletionStage<Found> segment(long sequence, Wrapping wrapping) {
    CompletableFuture<Found> result = new CompletableFuture<>();
    onLoop(() -> pieces.segment(look(), sequence, wrapping, result));
    return result;
  }

  @Override
  public CompletionStage<Found> part(
      long sequence, int part, Wrapping wrapping, long timeoutMillis) {
    CompletableFuture<Found> result = new CompletableFuture<>();
    onLoop(() -> {
      Snapshot now = look();
      if (now.has(sequence, part)) {
        pieces.part(now, sequence, part, wrapping, result);
        return;
      }
      CompletableFuture<Snapshot> there = new CompletableFuture<>();
      there.thenAccept(then -> pieces.part(then, sequence, part, wrapping, result));
      await(sequence, part, timeoutMillis, loop, there);
    });
    return result;
  }

  /// Whoever is on the loop is answered at once, while what his connection needs is in the caches.
  private void onLoop(Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
    } else {
      loop.execute(action);
    }
  }

  /// Lets go of everything; a second call does nothing.
  void close() {
    loop.execute(() -> {
      if (closed) {
        return;
      }
      closed = true;
      waiters.answer(Snapshot.EMPTY);
      index.close();
      pieces.close();
    });
  }

  /// On the loop.
  private Snapshot look() {
    if (closed) {
      return Snapshot.EMPTY;
    }
    // Before the segments: whoever is told of the end has been given the last.
    Stream newest = runs.newest();
    boolean ended = newest.state() == StreamState.ENDING;
    boolean live = !ended || (newest.mayComeBack() && !over);
    Snapshot now = index.look(ended, live);
    endSequence = now.live() ? -1 : now.nextSequence() - 1;
    noteNewest(now);
    tellNumbers();
    warnOfLoss(newest);
    pieces.forgetBefore(now);
    sweepLater();
    return now;
  }

  @SuppressWarnings("ReferenceEquality") // it is the same object while nothing changes
  private void noteNewest(Snapshot now) {
    if (now != seen) {
      seen = now;
      overdueNanos = nanoClock.getAsLong() + TimeUnit.MICROSECONDS.toNanos(now.longestMicros());
    }
  }

  private void warnOfLoss(Stream newest) {
    if (index.hasLost() && newest.config().event() && !warned) {
      warned = true;
      LOG.warn(
          "stream {} is longer than its DVR of {} s: its HLS playlists were to keep all of it "
              + "(\"event\"), and do not any more",
          newest.name(),
          TimeUnit.MILLISECONDS.toSeconds(newest.config().dvrMillis()));
    }
  }

  private void tellNumbers() {
    long sequence = index.nextSequence(); // of the open segment
    if (sequence > lastSequence) {
      lastSequence = sequence;
      numbers.segments().used(name(), sequence);
    }
    long discontinuity = index.discontinuitySequence() + 1; // of the open segment, perhaps
    if (discontinuity > lastDiscontinuity) {
      lastDiscontinuity = discontinuity;
      numbers.discontinuities().used(name(), discontinuity);
    }
    long date = Math.ceilDiv(index.endUtcMicros(), DATE_MICROS);
    if (date > lastDate) {
      lastDate = date;
      numbers.dates().used(name(), date);
    }
  }

  /// When nobody asks any more, the pieces of the last who did are forgotten as time goes on.
  private void sweepLater() {
    if (!sweeping && pieces.keptBytes() > 0) {
      sweeping = true;
      loop.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void sweep() {
    sweeping = false;
    look();
  }

  private void lookSoon() {
    if (!looking.getAndSet(true)) {
      loop.execute(() -> {
        looking.set(false); // before the look: what is published from now on asks for another
        waiters.answer(look());
        awaited = !waiters.isEmpty();
      });
    }
  }

  private void await(
      long sequence,
      int part,
      long timeoutMillis,
      EventExecutor where,
      CompletableFuture<Snapshot> result) {
    awaited = true; // before the look: what is published behind it is told
    Snapshot now = look();
    long wait = TimeUnit.MILLISECONDS.toNanos(Math.min(timeoutMillis, LONGEST_WAIT_MILLIS));
    boolean there = now.has(sequence, part) || !now.live();
    if (there || !waiters.add(sequence, part, nanoClock.getAsLong() + wait, where, result)) {
      result.complete(now);
    } else if (!expiring) {
      expiring = true;
      loop.schedule(this::expire, EXPIRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void expire() {
    waiters.expire(look(), nanoClock.getAsLong());
    expiring = !waiters.isEmpty();
    if (expiring) {
      loop.schedule(this::expire, EXPIRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
