package dev.weir.feed;

import dev.weir.stream.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// One viewer of a feed, as the feed sees it.
///
/// A viewer whose connection does not keep up loses everything up to a later keyframe, so what it
/// gets stays decodable; it never slows anyone, and it holds no memory of its own: what waits in
/// its channel are references to pieces that others share.
///
/// Confined to the event loop of its channel, except where a method says otherwise.
public final class Viewer {
  /// A viewer may be this much behind, in bytes, whatever the bit rate; more is given by
  /// [#MAX_BEHIND_MILLIS].
  private static final int MIN_BEHIND_BYTES = 1 << 20;

  private static final long MAX_BEHIND_MILLIS = 2_000;

  /// A viewer that takes nothing at all for this long is closed.
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final ViewerPort port;
  private final Channel channel;
  private final FeedGroup group;

  private boolean skipping; // until the next keyframe that finds room
  private long skippingSinceNanos;
  private boolean gone; // once
  private final AtomicLong sentBytes = new AtomicLong(); // written by the loop alone
  private final AtomicLong lostBytes = new AtomicLong(); // written by the loop alone

  Viewer(ViewerPort port, FeedGroup group) {
    this.port = port;
    this.channel = port.channel();
    this.group = group;
  }

  /// Stops writing to this viewer, from now on. Any thread.
  public void leave() {
    group.remove(this);
  }

  /// Bytes that were written for this viewer. Any thread.
  public long sentBytes() {
    return sentBytes.get();
  }

  /// Bytes that were left out because the connection did not keep up. Any thread.
  public long lostBytes() {
    return lostBytes.get();
  }

  /// Writes what the feed has since the newest keyframe, however much that is, and allows the
  /// connection to be behind by as much again as live viewers may.
  void start(List<Piece> burst, long bitsPerSecond) {
    int burstBytes = 0;
    for (Piece piece : burst) {
      burstBytes += piece.sizeBytes();
    }
    long behind = Math.max(MIN_BEHIND_BYTES, bitsPerSecond / 8 * MAX_BEHIND_MILLIS / 1000);
    int high = (int) Math.min(Integer.MAX_VALUE, burstBytes + behind);
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
    for (Piece piece : burst) {
      write(piece);
    }
    channel.flush();
  }

  /// Writes `pieces` and flushes once. Returns false if the viewer should be closed.
  boolean offer(List<Piece> pieces, long nowNanos) {
    boolean wrote = false;
    for (int i = 0; i < pieces.size(); i++) {
      wrote |= offer(pieces.get(i), nowNanos);
    }
    if (wrote) {
      channel.flush();
    }
    return !skipping || nowNanos - skippingSinceNanos < STUCK_NANOS;
  }

  void end(CloseReason reason) {
    if (!gone) {
      gone = true;
      port.ended(reason);
    }
  }

  /// Whether it was still there.
  boolean markGone() {
    boolean was = !gone;
    gone = true;
    return was;
  }

  Channel channel() {
    return channel;
  }

  private boolean offer(Piece piece, long nowNanos) {
    if (!channel.isWritable() || (skipping && !piece.sync())) {
      if (!skipping) {
        skipping = true;
        skippingSinceNanos = nowNanos;
      }
      lostBytes.setRelease(lostBytes.getPlain() + piece.sizeBytes());
      return false;
    }
    skipping = false;
    write(piece);
    return true;
  }

  private void write(Piece piece) {
    sentBytes.setRelease(sentBytes.getPlain() + piece.sizeBytes());
    channel.write(port.frame(piece.bytes().retainedDuplicate()), channel.voidPromise());
  }
}
