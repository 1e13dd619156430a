package dev.weir.playback;

import dev.weir.feed.EdgeViewer;
import dev.weir.feed.FeedFormat;
import dev.weir.feed.Feeds;
import dev.weir.media.Track;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackChoice;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Where the media of a player comes from who may go anywhere: at the live edge he is one of the
/// viewers of a feed, which is muxed once for all; in the past, while he holds, and in a file he
/// has a playback of his own.
///
/// ```
///            play
///   edge ────────────► playback
///        ◄────────────
///          toTheEdge
/// ```
///
/// Each is over before the other begins, so that what it sent lies before what follows; meanwhile
/// nothing may be asked of it. Confined to the event loop of the channel, except what
/// [PlaybackPort] says.
public final class EdgeOrPlayback {
  private static final CloseReason TO_THE_EDGE =
      new CloseReason(CloseReason.Code.CLEAN_EOF, "it goes on at the live edge");

  /// Whose media it is: what [PlaybackPort] says of a playback, but that [#ended] is called on the
  /// event loop, as the methods here are, and that it follows every [#stop].
  public interface Owner extends PlaybackPort {

    /// He goes to the live edge of `stream`: what he takes there.
    FeedFormat joins(Stream stream);

    /// The first piece of the edge is about to be written.
    void edgeBegins();

    /// Wraps a piece of the edge, as [dev.weir.feed.ViewerPort#frame] says.
    Object frame(ByteBuf piece);

    /// He was at the edge, and the feed is over.
    void edgeEnded(CloseReason reason);

    /// The tracks that a playback reads.
    TrackChoice choice();

    /// His playback is over, and he is about to join the edge.
    void returns();

    /// A change that had begun is over.
    void changed();
  }

  private final Channel channel;
  private final Playable source;
  private final Feeds feeds;
  private final FeedFormat format;
  private final long leadMicros;
  private final LongSupplier nanoClock;
  private final Owner owner;
  private final AtomicLong pastEdgeBytes = new AtomicLong(); // sent by edges that are over

  // At most one of both is there, from the first time on that there is a place to play from.
  private @Nullable Playback playback;
  private volatile @Nullable EdgeViewer edge; // read by the session, too
  private boolean changes; // from the end of one to the begin of the other
  private boolean over; // once it is to stop

  /// @param format of playbacks
  /// @param leadMicros how far in advance playbacks are
  public EdgeOrPlayback(
      Channel channel,
      Playable source,
      Feeds feeds,
      FeedFormat format,
      long leadMicros,
      LongSupplier nanoClock,
      Owner owner) {
    this.channel = channel;
    this.source = source;
    this.feeds = feeds;
    this.format = format;
    this.leadMicros = leadMicros;
    this.nanoClock = nanoClock;
    this.owner = owner;
  }

  /// His playback, if he has one.
  public @Nullable Playback playback() {
    return playback;
  }

  /// Whether he is at the live edge.
  public boolean isAtTheEdge() {
    return edge != null;
  }

  /// Whether one is over and the other has not begun; [Owner#changed] follows.
  public boolean changes() {
    return changes;
  }

  /// Bytes that were sent at the edge. Any thread.
  public long edgeBytes() {
    EdgeViewer now = edge;
    return pastEdgeBytes.get() + (now == null ? 0 : now.sentBytes());
  }

  /// Goes to the live edge of a stream, be it anew, because [Owner#joins] says something else.
  public void toTheEdge() {
    changes = true;
    if (playback == null) {
      join();
    } else {
      playback.stop(TO_THE_EDGE); // goes on in afterPlayback
    }
  }

  private void join() {
    if (source instanceof PlayableStream(Stream stream)) {
      leaveEdge();
      FeedFormat wanted = owner.joins(stream);
      EdgeViewer joining =
          new EdgeViewer(channel, owner::frame, owner::edgeBegins, this::edgeEnded);
      edge = joining;
      joining.join(feeds, stream, wanted, this::changed);
    }
  }

  private void changed() {
    changes = false;
    owner.changed();
  }

  /// Plays from a place: media time, or [Playable#NEWEST].
  public void play(long micros, boolean paused) {
    leaveEdge();
    Playback now = playback;
    if (now != null) {
      now.seek(micros);
      return;
    }
    Playback.Start start =
        new Playback.Start(owner.choice(), micros, Long.MAX_VALUE, 1, leadMicros, paused);
    playback = new Playback(source, format, start, new Port(), nanoClock).start();
  }

  /// It is to end; the owner is told when it has.
  public void stop(CloseReason reason) {
    over = true;
    if (playback != null) {
      playback.stop(reason);
    } else {
      leaveEdge();
      owner.ended(reason);
    }
  }

  private void leaveEdge() {
    if (edge != null) {
      edge.leave();
      pastEdgeBytes.addAndGet(edge.sentBytes());
      edge = null;
    }
  }

  private void edgeEnded(CloseReason reason) {
    leaveEdge();
    owner.edgeEnded(reason);
  }

  private void afterPlayback(CloseReason reason) {
    playback = null;
    if (reason.equals(TO_THE_EDGE) && !over) {
      owner.returns();
      join();
    } else {
      owner.ended(reason);
    }
  }

  /// Hands on what a playback has, but its end, behind which there may be more.
  private final class Port implements PlaybackPort {
    @Override
    public boolean begin(List<Track> tracks, long fromMicros, ByteBuf header) {
      return owner.begin(tracks, fromMicros, header);
    }

    @Override
    public boolean write(ByteBuf samples) {
      return owner.write(samples);
    }

    @Override
    public boolean finished() {
      return owner.finished();
    }

    @Override
    public void ended(CloseReason reason) {
      channel.eventLoop().execute(() -> afterPlayback(reason));
    }
  }
}
