package dev.weir.http.progressive;

import dev.weir.feed.FeedFormat;
import dev.weir.feed.Feeds;
import dev.weir.http.WebSocket;
import dev.weir.media.Track;
import dev.weir.playback.BlockingOutlet;
import dev.weir.playback.EdgeOrPlayback;
import dev.weir.playback.Playable;
import dev.weir.playback.PlayableStream;
import dev.weir.playback.Playback;
import dev.weir.stream.CloseReason;
import dev.weir.stream.SelectableTrack;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackChoice;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The media that a [SocketPlayer] sends, and what is said of it. Confined to the event loop of the
/// connection, except what [dev.weir.playback.PlaybackPort] says.
final class SocketMedia implements EdgeOrPlayback.Owner {

  /// What a player has in advance of a file: enough for a seek in its buffer, little enough to
  /// throw away.
  private static final long LEAD_MICROS = TimeUnit.SECONDS.toMicros(5);

  /// Whose media it is. Called on the event loop, except where a method says otherwise.
  interface Owner {

    /// The tracks that he wants now.
    TrackChoice choice();

    /// A change that had begun is over: he may command again.
    void changed();

    /// There is no more to play; he may seek back. Any thread.
    void finished();

    /// Nothing comes any more.
    void ended(CloseReason reason);
  }

  private final Playable source;
  private final SocketFormat format;
  private final WebSocket socket;
  private final SocketMessages messages;
  private final BlockingOutlet outlet;
  private final EdgeOrPlayback media;
  private final Owner owner;

  private List<Track> joined = List.of(); // those of the edge that was joined last
  private List<Track> told = List.of(); // in the last codec_data; used by where the media is from

  SocketMedia(
      Playable source,
      SocketFormat format,
      Feeds feeds,
      WebSocket socket,
      SocketMessages messages,
      LongSupplier nanoClock,
      Owner owner) {
    this.source = source;
    this.format = format;
    this.socket = socket;
    this.messages = messages;
    this.outlet = new BlockingOutlet(socket.channel(), BinaryWebSocketFrame::new);
    this.media =
        new EdgeOrPlayback(socket.channel(), source, feeds, format, LEAD_MICROS, nanoClock, this);
    this.owner = owner;
  }

  /// Bytes of media. Any thread.
  long sentBytes() {
    return outlet.sentBytes() + media.edgeBytes();
  }

  /// Whether nothing may be asked of it until [Owner#changed].
  boolean changes() {
    return media.changes();
  }

  /// Whether he has not been anywhere yet.
  boolean isNowhere() {
    return media.playback() == null && !media.isAtTheEdge();
  }

  boolean isAtTheEdge() {
    return media.isAtTheEdge();
  }

  boolean isPaused() {
    Playback playback = media.playback();
    return playback == null ? !media.isAtTheEdge() : playback.isPaused();
  }

  double rate() {
    Playback playback = media.playback();
    return playback == null ? 1 : playback.rate();
  }

  /// Where he is, which sound may have brought a little beyond what counts as the end of a stream.
  long positionMicros() {
    Playback playback = media.playback();
    return playback == null ? source.endMicros() : playback.positionMicros();
  }

  /// Says what the media will be, before he wants any.
  void announce() {
    FeedFormat chosen = format.only(owner.choice());
    List<Track> tracks =
        source.selectableTracks().stream()
            .map(SelectableTrack::track)
            .filter(chosen::carries)
            .toList();
    tell(tracks, source.endMicros());
    ByteBuf header = socket.channel().alloc().buffer();
    chosen.muxer(tracks).header(header);
    socket.channel().writeAndFlush(new BinaryWebSocketFrame(header));
  }

  /// Goes to a place of the media, or to the live edge.
  ///
  /// @param micros media time, or [Playable#NEWEST]
  void goTo(long micros, boolean paused) {
    if (micros == Playable.NEWEST && !paused && isRunning()) {
      media.toTheEdge();
    } else {
      media.play(micros, paused);
    }
  }

  private boolean isRunning() {
    return source instanceof PlayableStream(Stream stream) && stream.endReason() == null;
  }

  /// Plays from a place as fast as he takes it, until another; not at the live edge.
  void rush(long fromMicros, long untilMicros) {
    Playback playback = media.playback();
    if (playback != null) {
      playback.seek(fromMicros, untilMicros);
    }
  }

  void hold() {
    Playback playback = media.playback();
    if (playback != null) {
      playback.pause(true);
    } else if (media.isAtTheEdge()) {
      media.play(source.endMicros(), true);
    }
  }

  /// Plays on after [#hold].
  void resume() {
    Playback playback = media.playback();
    if (playback != null) {
      playback.pause(false);
    }
  }

  void speed(double rate) {
    if (rate != 1 && media.isAtTheEdge()) {
      media.play(source.endMicros(), false);
    }
    Playback playback = media.playback();
    if (playback != null) {
      playback.speed(rate);
    }
  }

  /// Goes on with what the owner chooses now, from a place.
  void choose(long micros) {
    Playback playback = media.playback();
    if (playback != null) {
      playback.choose(owner.choice(), micros);
    } else {
      goTo(micros, false);
    }
  }

  /// It is to end; [Owner#ended] follows.
  void stop(CloseReason reason) {
    media.stop(reason);
  }

  @Override
  public FeedFormat joins(Stream stream) {
    FeedFormat chosen = format.only(owner.choice());
    joined = stream.tracks().stream().filter(chosen::carries).toList();
    return chosen;
  }

  @Override
  public void edgeBegins() {
    tell(joined, Playable.NEWEST);
  }

  @Override
  public Object frame(ByteBuf piece) {
    return new BinaryWebSocketFrame(piece);
  }

  @Override
  public void edgeEnded(CloseReason reason) {
    if (isRunning()) {
      owner.ended(reason);
    } else {
      owner.finished();
    }
  }

  @Override
  public TrackChoice choice() {
    return owner.choice();
  }

  @Override
  public boolean begin(List<Track> tracks, long fromMicros, ByteBuf header) {
    if (!tell(tracks, fromMicros)) {
      header.release();
      return socket.channel().isActive();
    }
    return outlet.write(header);
  }

  /// Says what media follow, from where on; whether that is other than before.
  private boolean tell(List<Track> tracks, long fromMicros) {
    List<Track> now = List.copyOf(tracks);
    if (now.equals(told)) {
      messages.seek(fromMicros);
      return false;
    }
    told = now;
    messages.codecData(now, Math.min(fromMicros, source.endMicros()));
    return true;
  }

  @Override
  public boolean write(ByteBuf samples) {
    return outlet.write(samples);
  }

  @Override
  public boolean finished() {
    owner.finished();
    return true;
  }

  @Override
  public void returns() {
    // The edge says where he is.
  }

  @Override
  public void changed() {
    owner.changed();
  }

  @Override
  public void ended(CloseReason reason) {
    owner.ended(reason);
  }
}
