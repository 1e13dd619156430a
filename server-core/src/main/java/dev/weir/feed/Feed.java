package dev.weir.feed;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.media.MediaException;
import dev.weir.media.Muxer;
import dev.weir.media.Track;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamCursor;
import dev.weir.stream.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stream in one format: muxed once, on one event loop, for all its viewers on all loops.
///
/// ```
///   publisher ──wake──► owner loop: cursor → muxer → pieces ──► group on loop 1 → its viewers
///                                             │            └──► group on loop 2 → its viewers
///                                             └─ backlog: the pieces since the newest keyframe
/// ```
///
/// A viewer that joins gets the header, the backlog and then every piece. While nobody views, a
/// feed does not exist; it ends some seconds after its last viewer.
///
/// Confined to its owner loop, except where a method says otherwise.
final class Feed implements StreamListener {
  private static final Logger log = LoggerFactory.getLogger(Feed.class);

  /// A piece is cut when it is this big, so that catching up after a start does not need one huge
  /// buffer.
  private static final int PIECE_BYTES = 512 * 1024;

  private static final int FIRST_DESK_BYTES = 64 * 1024;

  /// The most that is kept for viewers who join. A group of pictures that is bigger is forgotten;
  /// who joins then starts with the next keyframe.
  private static final int MAX_BACKLOG_BYTES = 64 << 20;

  private static final long IDLE_SECONDS = 10;

  private static final CloseReason BROKEN =
      new CloseReason(CloseReason.Code.INTERNAL_ERROR, "this format could not be written any more");

  private final Stream stream;
  private final FeedFormat format;
  private final EventLoop owner;
  private final Function<EventLoop, LoopPacer> pacers;
  private final LongSupplier nanoClock;
  private final Runnable whenOver;
  private final Map<EventLoop, FeedGroup> groups = new HashMap<>();
  private final Map<Integer, Track> told = new HashMap<>(); // what the muxer knows
  private final Deque<Piece> backlog = new ArrayDeque<>();
  private final ByteBuf desk =
      ByteBufAllocator.DEFAULT.directBuffer(FIRST_DESK_BYTES); // muxed here
  private final FeedTurns turns;
  private final StreamCursor cursor;
  private final Muxer muxer;

  private int backlogBytes;
  private boolean backlogUsable; // false from an overflow to the next keyframe
  private int viewers; // admitted and not gone
  private boolean over; // once
  private volatile boolean pictures; // whether a video track is muxed; read by the publisher

  /// Made on the owner loop, by [Feeds].
  Feed(
      Stream stream,
      FeedFormat format,
      EventLoop owner,
      Function<EventLoop, LoopPacer> pacers,
      LongSupplier nanoClock,
      Runnable whenOver) {
    this.stream = stream;
    this.format = format;
    this.owner = owner;
    this.pacers = pacers;
    this.nanoClock = nanoClock;
    this.whenOver = whenOver;
    this.turns =
        new FeedTurns(
            owner,
            TimeUnit.MILLISECONDS.toNanos(stream.config().mergeMillis()),
            this::intervalNanos,
            nanoClock,
            this::drain);
    this.cursor = new StreamCursor(stream, format::carries);
    List<Track> tracks = cursor.tracks();
    this.muxer = format.muxer(tracks);
    tracks.forEach(this::tell);
    stream.addListener(this);
    turns.take(); // so that who joins first gets a burst
  }

  EventLoop owner() {
    return owner;
  }

  /// Called by the publisher for every sample.
  @Override
  public void published(Track track) {
    turns.published(track.isVideo() || !pictures);
  }

  @Override
  public void ended(CloseReason reason) {
    owner.execute(() -> {
      turns.take(); // the stream lets its buffers stand for a while, so nothing is lost
      end(reason);
    });
  }

  /// Lets a viewer in; false if the feed is over and another one has to be made.
  boolean admit(Viewer viewer, FeedGroup group) {
    if (over) {
      return false;
    }
    viewers++;
    stream.viewerJoined();
    List<Piece> burst = burst();
    long bitsPerSecond = 0;
    for (TrackBuffer buffer : stream.buffers()) {
      bitsPerSecond += buffer.bitsPerSecond();
    }
    long rate = bitsPerSecond;
    run(group.loop(), () -> group.add(viewer, burst, rate));
    return true;
  }

  /// The group of the viewers on `loop`.
  FeedGroup group(EventLoop loop) {
    return groups.computeIfAbsent(loop, on -> new FeedGroup(this, on, pacers.apply(on), nanoClock));
  }

  /// A viewer that was admitted is gone. Any thread.
  void left() {
    stream.viewerLeft(nanoClock.getAsLong());
    run(
        owner,
        () -> {
          if (--viewers == 0 && !over) {
            owner.schedule(this::endIfIdle, IDLE_SECONDS, TimeUnit.SECONDS);
          }
        });
  }

  private void endIfIdle() {
    if (viewers == 0 && !over) {
      end(new CloseReason(CloseReason.Code.CLEAN_INACTIVE, "nobody watches any more"));
    }
  }

  private void end(CloseReason reason) {
    if (over) {
      return;
    }
    over = true;
    stream.removeListener(this);
    whenOver.run();
    dropBacklog();
    desk.release();
    cursor.close();
    groups.values().forEach(group -> run(group.loop(), () -> group.end(reason)));
  }

  private long intervalNanos() {
    long interval = 0;
    for (FeedGroup group : groups.values()) {
      interval = Math.max(interval, group.pacer().intervalNanos());
    }
    return interval;
  }

  private void drain() {
    if (over) {
      return;
    }
    List<Piece> pieces = new ArrayList<>(2);
    boolean whole = false;
    try {
      mux(pieces);
      whole = true;
    } finally {
      if (!whole) { // a defect in a muxer, which the loop logs: it costs this feed, and no memory
        pieces.forEach(Piece::release);
        end(BROKEN);
      }
    }
    if (pieces.isEmpty()) {
      return;
    }
    for (FeedGroup group : groups.values()) {
      pieces.forEach(Piece::retain);
      run(group.loop(), () -> group.deliver(pieces));
    }
    pieces.forEach(this::remember);
  }

  /// Muxes everything that was published since the last call into `pieces`.
  private void mux(List<Piece> pieces) {
    boolean sync = false;
    ChunkFrame.open(desk);
    TrackReader.Outcome outcome;
    while ((outcome = cursor.read()) != TrackReader.Outcome.EMPTY) {
      if (outcome == TrackReader.Outcome.LAPPED) {
        log.debug("feed {} of {} was overtaken by its publisher", format.name(), stream.name());
        continue;
      }
      if (cursor.atSync() || desk.readableBytes() >= PIECE_BYTES) {
        cut(pieces, sync);
        sync = cursor.atSync();
      }
      write(desk);
    }
    cut(pieces, sync);
  }

  private void write(ByteBuf out) {
    int before = out.writerIndex();
    try {
      Track track = cursor.track();
      if (!Objects.equals(told.get(track.id()), track)) {
        tell(track);
        muxer.track(track, out);
      }
      muxer.sample(cursor.sample(), out);
    } catch (MediaException e) {
      // What a publisher sends is not all looked into on the way in; a sample that cannot be
      // written in this format is left out of it.
      out.writerIndex(before);
      log.debug(
          "feed {} of {} leaves out a sample: {}", format.name(), stream.name(), e.toString());
    }
  }

  private void tell(Track track) {
    told.put(track.id(), track);
    if (track.isVideo()) {
      pictures = true;
    }
  }

  /// Makes a piece of what lies on the desk, if anything does. Pieces are many and wait for
  /// joiners, so each is as big as it is and not as big as the desk.
  private void cut(List<Piece> pieces, boolean sync) {
    if (desk.isReadable()) {
      ChunkFrame.close(desk);
      pieces.add(new Piece(ChunkFrame.copy(desk, ByteBufAllocator.DEFAULT), sync));
      ChunkFrame.open(desk);
    }
  }

  /// Takes over the reference to `piece`.
  private void remember(Piece piece) {
    if (piece.sync()) {
      dropBacklog();
      backlogUsable = true;
    }
    if (backlogUsable && backlogBytes + piece.sizeBytes() > MAX_BACKLOG_BYTES) {
      dropBacklog();
      backlogUsable = false;
    }
    if (backlogUsable) {
      backlog.add(piece);
      backlogBytes += piece.sizeBytes();
    } else {
      piece.release();
    }
  }

  private void dropBacklog() {
    backlog.forEach(Piece::release);
    backlog.clear();
    backlogBytes = 0;
  }

  private List<Piece> burst() {
    List<Piece> burst = new ArrayList<>(backlog.size() + 1);
    ChunkFrame.open(desk);
    muxer.header(desk);
    cut(burst, false);
    backlog.forEach(piece -> burst.add(piece.retain()));
    return burst;
  }

  private static void run(EventLoop loop, Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }
}
