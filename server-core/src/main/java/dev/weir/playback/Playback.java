package dev.weir.playback;

import dev.weir.feed.ChunkFrame;
import dev.weir.feed.FeedFormat;
import dev.weir.media.MediaException;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.TrackChoice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays a file, or a live stream from its past, to one viewer: from any place, at any speed, with
/// pauses.
///
/// Each has a virtual thread of its own, which reads, muxes and waits: for the time of a sample,
/// for the viewer's connection, for what the viewer wants next. The methods that say what he wants
/// may be called by any thread; they take effect in order. Holds one piece of [#PIECE_BYTES].
public final class Playback implements TrackSink {
  private static final Logger log = LoggerFactory.getLogger(Playback.class);

  private static final int PIECE_BYTES = 64 * 1024;
  private static final int FIRST_PIECE_BYTES = 8 * 1024;
  private static final int MAX_WISHES = 256;

  /// How long it sleeps at most, so that it notices when the stream has to end.
  private static final long LONGEST_NAP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// How long a live stream may stand still before who waits for a place in its future goes.
  private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final CloseReason GONE = CloseReason.PEER_CLOSED;
  private static final CloseReason FINISHED = new CloseReason(Code.CLEAN_EOF, "played to its end");

  private static final CloseReason NEVER =
      new CloseReason(Code.CLEAN_EOF, "the stream ended before it came to the place asked for");
  private static final CloseReason STANDSTILL =
      new CloseReason(
          Code.CLEAN_EOF, "the stream stood still before it came to the place asked for");

  private final Playable source;
  private final FeedFormat format;
  private final PlaybackPort port;
  private final LongSupplier nanoClock;
  private final Pace pace;
  private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>(MAX_WISHES);
  private final AtomicBoolean awake = new AtomicBoolean(); // whether a wake is among the wishes
  private final Playable.Wake wake = this::wake;

  // The thread's own, except what is volatile, which others read.
  private TrackChoice choice;
  private long targetMicros; // where to begin next
  private long stopMicros;
  private long burstMicros; // up to where it goes as fast as it can
  private volatile long positionMicros; // of the newest sample sent
  private volatile boolean paused;
  private volatile double rate;
  private boolean begins = true; // whether to begin anew
  private boolean atEnd; // until the viewer wants something
  private @Nullable CloseReason over;
  private ByteBuf piece = PooledByteBufAllocator.DEFAULT.directBuffer(0);
  private @Nullable Muxer muxer; // from the first begin on

  /// What a viewer wants. Times are those of the media, in microseconds.
  private sealed interface Wish {
    record Seek(long micros, long burstMicros) implements Wish {}

    record Pause(boolean on) implements Wish {}

    record Speed(double rate) implements Wish {}

    record Choose(TrackChoice choice, long micros) implements Wish {}

    record Stop(CloseReason reason) implements Wish {}

    record Look() implements Wish {}
  }

  /// Where and how to play.
  ///
  /// @param choice of the tracks
  /// @param startMicros where to begin; [Playable#NEWEST] for the newest keyframe. A place in the
  ///   future of a live stream is waited for as long as the stream goes on
  /// @param stopMicros where to end; `Long.MAX_VALUE` for the end of the media
  /// @param rate times as fast as real time; 0 for as fast as the viewer takes it
  /// @param leadMicros how much the viewer gets in advance
  /// @param paused whether it waits to be told to play
  public record Start(
      TrackChoice choice,
      long startMicros,
      long stopMicros,
      double rate,
      long leadMicros,
      boolean paused) {}

  /// Prepares a playback; [#start] begins it.
  public Playback(
      Playable source, FeedFormat format, Start start, PlaybackPort port, LongSupplier nanoClock) {
    this.source = source;
    this.format = format;
    this.port = port;
    this.nanoClock = nanoClock;
    this.pace = new Pace(start.rate(), start.leadMicros());
    this.rate = start.rate();
    this.choice = start.choice();
    this.targetMicros = start.startMicros();
    this.stopMicros = start.stopMicros();
    this.paused = start.paused();
  }

  /// Begins to play, on a thread of its own.
  public Playback start() {
    Thread.ofVirtual().name("weir-play-" + source.name()).start(this::run);
    return this;
  }

  /// Goes to the last keyframe that is not after `micros`.
  public void seek(long micros) {
    wish(new Wish.Seek(micros, Long.MIN_VALUE));
  }

  /// Goes there, and then as fast as it can up to `burstMicros`.
  public void seek(long micros, long burstMicros) {
    wish(new Wish.Seek(micros, burstMicros));
  }

  /// Holds, or plays on where it was.
  public void pause(boolean on) {
    wish(new Wish.Pause(on));
  }

  /// Plays at another speed: times as fast as real time, 0 for as fast as it goes.
  public void speed(double times) {
    wish(new Wish.Speed(times));
  }

  /// Plays other tracks, from `micros` on.
  public void choose(TrackChoice other, long micros) {
    wish(new Wish.Choose(other, micros));
  }

  /// Ends it.
  public void stop(CloseReason reason) {
    wishes.clear(); // nothing else matters, and there is room
    wish(new Wish.Stop(reason));
  }

  /// Media time of the newest sample that was sent.
  public long positionMicros() {
    return positionMicros;
  }

  /// Whether it holds.
  public boolean isPaused() {
    return paused;
  }

  /// Its speed.
  public double rate() {
    return rate;
  }

  private void wake() {
    if (!awake.getAndSet(true) && !wish(new Wish.Look())) {
      awake.set(false);
    }
  }

  /// Who wants more than anybody can do is not listened to.
  private boolean wish(Wish wish) {
    boolean taken = wishes.offer(wish);
    if (!taken) {
      log.debug("playback of {}: too many wishes", source.name());
    }
    return taken;
  }

  private void run() {
    boolean joined = source.join(wake);
    try {
      if (!joined) {
        over = new CloseReason(Code.CLEAN_EOF, "the file was closed just now");
      }
      while (over == null) {
        awaitTarget();
        if (over == null) {
          playFrom();
        }
      }
    } catch (IOException | MediaException e) {
      log.warn("stream {} cannot be read any more: {}", source.name(), e.toString());
      over = new CloseReason(Code.FORMAT_SPECIFIC, "it cannot be read any more");
    } catch (RuntimeException e) {
      log.error("playing {} failed", source.name(), e);
      over = new CloseReason(Code.INTERNAL_ERROR, "this is our fault, and it is in the log");
    } finally {
      piece.release();
      if (joined) {
        source.leave(wake, nanoClock.getAsLong());
      }
      port.ended(over == null ? GONE : over);
    }
  }

  /// Waits for the place where to begin, if a live stream has not come to it yet; the viewer may
  /// want another one meanwhile.
  private void awaitTarget() {
    long knownEndMicros = source.endMicros();
    long movedNanos = nanoClock.getAsLong();
    while (over == null && isInTheFuture(targetMicros)) {
      boolean ended = source.publishingEnd() != null; // asked first, so that nothing is missed
      long now = nanoClock.getAsLong();
      long endMicros = source.endMicros();
      if (endMicros != knownEndMicros) {
        knownEndMicros = endMicros;
        movedNanos = now;
      }
      if (!isInTheFuture(targetMicros)) {
        return;
      }
      if (ended) {
        over = NEVER;
      } else if (now - movedNanos >= STANDSTILL_NANOS) {
        over = STANDSTILL;
      } else {
        await(LONGEST_NAP_NANOS);
      }
    }
  }

  private boolean isInTheFuture(long micros) {
    return source.isLive() && micros != Playable.NEWEST && micros > source.endMicros();
  }

  private void playFrom() throws IOException {
    long from = targetMicros;
    try (Playable.Reading reading = source.open(format.only(choice)::carries, from)) {
      begin(reading.tracks(), from);
      while (over == null && !begins) {
        step(reading);
      }
    }
  }

  private void begin(List<Track> tracks, long from) {
    begins = false;
    atEnd = false;
    long place = from == Playable.NEWEST ? source.endMicros() : from;
    muxer = format.muxer(tracks);
    openPiece();
    muxer.header(piece);
    ChunkFrame.close(piece);
    pace.anchor(Math.max(place, burstMicros), nanoClock.getAsLong());
    positionMicros = place;
    if (!port.begin(tracks, place, takePiece())) {
      over = GONE;
    }
    openPiece();
  }

  private void step(Playable.Reading reading) throws IOException {
    over = source.endReason();
    if (over != null) {
      return;
    }
    if (paused || atEnd) {
      await(LONGEST_NAP_NANOS);
    } else if (!wishes.isEmpty()) {
      await(0);
    } else {
      switch (reading.read(this)) {
        case SAMPLE -> {
          if (piece.readableBytes() >= PIECE_BYTES) {
            send();
          }
        }
        case LATER -> {
          send();
          await(LONGEST_NAP_NANOS);
        }
        case LOST -> log.debug("a viewer of {} was overtaken", source.name());
        case END -> finish();
      }
    }
  }

  private void finish() {
    send();
    atEnd = true;
    if (over == null && !port.finished()) {
      over = FINISHED;
    }
  }

  @Override
  public void track(Track track) {
    if (muxer != null) {
      muxer.track(track, piece);
    }
  }

  /// Takes the sample that was read; waits until it is due. If the viewer wants something else
  /// meanwhile, it is lost only to where it does not matter.
  @Override
  public void sample(Sample sample) {
    long dts = sample.dtsMicros();
    if (dts >= stopMicros) {
      finish();
      return;
    }
    long wait;
    while (over == null && !begins && ((wait = waitNanos(dts)) > 0 || paused)) {
      send();
      await(paused ? LONGEST_NAP_NANOS : Math.min(wait, LONGEST_NAP_NANOS));
    }
    if (over == null && !begins) {
      write(sample);
    }
  }

  private long waitNanos(long dts) {
    return dts <= burstMicros ? 0 : pace.waitNanos(dts, nanoClock.getAsLong());
  }

  private void write(Sample sample) {
    int before = piece.writerIndex();
    try {
      if (muxer != null) {
        muxer.sample(sample, piece);
      }
      positionMicros = sample.dtsMicros();
    } catch (MediaException e) {
      piece.writerIndex(before);
      log.debug("a sample of {} is left out: {}", source.name(), e.toString());
    }
  }

  private void openPiece() {
    piece.release();
    piece = PooledByteBufAllocator.DEFAULT.directBuffer(FIRST_PIECE_BYTES);
    ChunkFrame.open(piece);
  }

  private ByteBuf takePiece() {
    ByteBuf taken = piece;
    piece = PooledByteBufAllocator.DEFAULT.directBuffer(0);
    return taken;
  }

  private void send() {
    if (piece.isReadable() && over == null) {
      ChunkFrame.close(piece);
      if (!port.write(takePiece())) {
        over = GONE;
      }
      openPiece();
    }
  }

  /// Waits until the viewer wants something, or there may be more to read; does what he wants.
  private void await(long nanos) {
    try {
      Wish wish = wishes.poll(nanos, TimeUnit.NANOSECONDS);
      while (wish != null && over == null) {
        take(wish);
        wish = wishes.poll();
      }
      if (over == null) {
        over = source.endReason();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      over = CloseReason.SHUTDOWN;
    }
  }

  private void take(Wish wish) {
    long now = nanoClock.getAsLong();
    switch (wish) {
      case Wish.Look _ -> awake.set(false);
      case Wish.Stop(CloseReason reason) -> over = reason;
      case Wish.Seek(long micros, long burst) -> beginAt(micros, burst);
      case Wish.Choose(TrackChoice other, long micros) -> {
        choice = other;
        beginAt(micros, Long.MIN_VALUE);
      }
      case Wish.Speed(double times) -> {
        pace.change(times, now);
        rate = times;
      }
      case Wish.Pause(boolean on) -> {
        if (paused && !on) {
          pace.anchor(positionMicros, now);
        }
        paused = on;
      }
    }
  }

  private void beginAt(long micros, long burst) {
    targetMicros = micros;
    burstMicros = burst;
    begins = true;
  }
}
