package dev.weir.rtmp;

import static dev.weir.rtmp.ServerSession.STREAM_ID;

import dev.weir.amf.AmfValue;
import dev.weir.feed.FeedFormat;
import dev.weir.media.Track;
import dev.weir.playback.BlockingOutlet;
import dev.weir.playback.EdgeOrPlayback;
import dev.weir.playback.Playable;
import dev.weir.playback.Playback;
import dev.weir.session.Visit;
import dev.weir.stream.CloseReason;
import dev.weir.stream.SelectableTrack;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackChoice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A player of a stream or a file: gets its media and answers its commands.
///
/// Whoever pauses at the live edge or seeks into the past leaves it; a seek to the end, or past it,
/// leads back. Commands that come between both wait. Confined to the channel's event loop, except
/// what [dev.weir.playback.PlaybackPort] says.
final class RtmpPlay implements Activity, EdgeOrPlayback.Owner {
  private static final Logger log = LoggerFactory.getLogger(RtmpPlay.class);

  private static final int PING_SECONDS = 30;

  /// Enough for the buffers that players of RTMP keep.
  private static final long LEAD_MICROS = TimeUnit.SECONDS.toMicros(3);

  private static final int MAX_WAITING = 64; // commands

  private final RtmpConnection connection;
  private final RtmpOutput output;
  private final Playable source;
  private final Visit visit;
  private final PlayedTracks tracks;
  private final BlockingOutlet outlet;
  private final EdgeOrPlayback media;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private final Deque<Command> waiting = new ArrayDeque<>(); // while the media changes

  private boolean held; // three wishes of the player
  private boolean audio = true;
  private boolean video = true;
  private @Nullable CloseReason over; // once it is to stop
  private boolean closed; // once

  // A playback's own, set before it starts and taken back behind its end.
  private boolean moves; // whether the next place is another than the player was at
  private ByteBuf header = Unpooled.EMPTY_BUFFER; // goes out with the first samples behind it

  RtmpPlay(
      RtmpConnection connection,
      ServerCore core,
      Playable source,
      Visit visit,
      PlayedTracks tracks) {
    this.connection = connection;
    this.output = connection.output();
    this.source = source;
    this.visit = visit;
    this.tracks = tracks;
    this.nanoClock = core.nanoClock();
    this.startNanos = nanoClock.getAsLong();
    this.outlet = new BlockingOutlet(connection.channel(), this::unlessOver);
    FeedFormat all = RtmpFormat.toPlayers(true, true);
    this.media =
        new EdgeOrPlayback(
            connection.channel(), source, core.feeds(), all, LEAD_MICROS, nanoClock, this);
  }

  /// Says what a player waits for, and lets the media come.
  ///
  /// @param startMicros where to begin in a file
  void start(long startMicros) {
    log.info("play {} to {} over RTMP", source.name(), address());
    if (!source.isLive()) {
      output.userControl(UserControl.STREAM_IS_RECORDED, STREAM_ID);
    }
    output.userControl(UserControl.STREAM_BEGIN, STREAM_ID);
    output.status(STREAM_ID, Status.ok("NetStream.Play.Reset", "Playing " + source.name()));
    tellStart();
    output.data(STREAM_ID, AmfValue.of("|RtmpSampleAccess"), AmfValue.of(true), AmfValue.of(true));
    output.flush();
    if (source.isLive()) {
      media.toTheEdge();
    } else {
      media.play(startMicros, false);
    }
    visit.hold(this::sentBytes, () -> 0, connection::closeLater);
  }

  private long sentBytes() {
    return outlet.sentBytes() + media.edgeBytes();
  }

  @Override
  public void control(Command command) {
    if (media.changes()) {
      if (waiting.size() < MAX_WAITING) {
        waiting.add(command);
      }
      return;
    }
    switch (command.name()) {
      case "pause", "pauseRaw" -> pause(command.flag(1));
      case "seek" -> seek((long) (command.number(1, 0) * 1000));
      case "receiveAudio" -> receive(command.flag(1), video);
      case "receiveVideo" -> receive(audio, command.flag(1));
      default -> {}
    }
  }

  private void pause(boolean wanted) {
    held = wanted;
    Playback playback = media.playback();
    if (playback != null) {
      playback.pause(wanted);
    } else if (wanted) {
      moves = false;
      media.play(source.endMicros(), true);
    }
    output.status(
        STREAM_ID,
        wanted
            ? Status.ok("NetStream.Pause.Notify", "Paused " + source.name())
            : Status.ok("NetStream.Unpause.Notify", "Playing on " + source.name()));
  }

  private void seek(long micros) {
    long begin = source.beginMicros();
    long end = Math.max(begin, source.endMicros());
    boolean live = source.isLive() && micros >= end && !held;
    if (live && media.isAtTheEdge()) {
      output.status(STREAM_ID, Status.ok("NetStream.Seek.Notify", "This is the live edge"));
    } else if (live) {
      media.toTheEdge();
    } else {
      if (media.playback() == null) {
        moves = true;
      }
      media.play(Math.clamp(micros, begin, end), false);
    }
  }

  // RTMP 1.0, 7.2.2.4 and 7.2.2.5: only switching on is answered.
  private void receive(boolean audioWanted, boolean videoWanted) {
    boolean more = (audioWanted && !audio) || (videoWanted && !video);
    if (audioWanted == audio && videoWanted == video) {
      return;
    }
    audio = audioWanted;
    video = videoWanted;
    Playback playback = media.playback();
    if (playback != null) {
      playback.choose(choice(), playback.positionMicros());
    } else if (media.isAtTheEdge()) {
      if (more) {
        output.status(STREAM_ID, Status.ok("NetStream.Seek.Notify", "Now live"));
        tellStart();
      }
      media.toTheEdge();
    }
  }

  private void tellStart() {
    output.status(STREAM_ID, Status.ok("NetStream.Play.Start", "Playing " + source.name()));
  }

  /// What the player asked for of what there is now.
  @Override
  public TrackChoice choice() {
    List<SelectableTrack> all = source.selectableTracks();
    TrackChoice wanted = tracks.from(all);
    if (audio && video) {
      return wanted;
    }
    return new TrackChoice(
        false,
        all.stream()
            .map(SelectableTrack::track)
            .filter(RtmpFormat.toPlayers(audio, video)::carries)
            .filter(wanted::includes)
            .map(Track::id)
            .collect(Collectors.toSet()));
  }

  @Override
  public FeedFormat joins(Stream stream) {
    return RtmpFormat.toPlayers(audio, video).only(tracks.from(stream.selectableTracks()));
  }

  @Override
  public void edgeBegins() {
    // It was told that it plays.
  }

  @Override
  public Object frame(ByteBuf piece) {
    return piece;
  }

  /// Takes the commands that waited.
  @Override
  public void changed() {
    while (!media.changes() && over == null && !waiting.isEmpty()) {
      control(waiting.remove());
    }
    output.flush();
  }

  @Override
  public void edgeEnded(CloseReason reason) {
    visit.mediaEnded();
    connection.close(reason);
  }

  @Override
  public void goodbye(CloseReason reason) {
    output.userControl(UserControl.STREAM_EOF, STREAM_ID);
    output.status(STREAM_ID, Status.ok("NetStream.Play.UnpublishNotify", reason.sentence()));
    output.status(STREAM_ID, Status.ok("NetStream.Play.Stop", reason.sentence()));
  }

  @Override
  public void media(int type, long timestampMillis, ByteBuf body) {
    // A player has nothing to send.
  }

  /// Asks a player that has said nothing for long whether it is there.
  @Override
  public void tick(int silentSeconds) {
    if (silentSeconds > 0 && silentSeconds % PING_SECONDS == 0) {
      long nowMillis = TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong());
      output.userControl(UserControl.PING_REQUEST, (int) nowMillis);
      output.flush();
    }
  }

  @Override
  public void end(CloseReason reason) {
    if (over != null) {
      return;
    }
    over = reason;
    media.stop(reason);
  }

  @Override
  public boolean begin(List<Track> chosen, long fromMicros, ByteBuf before) {
    header.release();
    header = before;
    if (moves) {
      onLoop(() -> tellPlace(fromMicros));
    }
    moves = true;
    return connection.channel().isActive();
  }

  private void tellPlace(long micros) {
    output.userControl(UserControl.STREAM_BEGIN, STREAM_ID);
    output.status(
        STREAM_ID,
        Status.ok("NetStream.Seek.Notify", "Seeking to " + Math.max(0, micros / 1000) + " ms"));
    tellStart();
  }

  @Override
  public boolean write(ByteBuf samples) {
    ByteBuf before = header;
    header = Unpooled.EMPTY_BUFFER;
    if (!outlet.write(before)) {
      samples.release();
      return false;
    }
    return outlet.write(samples);
  }

  /// What a playback sent does not follow it into what the connection does next.
  private Object unlessOver(ByteBuf piece) {
    if (over == null) {
      return piece;
    }
    piece.release();
    return Unpooled.EMPTY_BUFFER;
  }

  @Override
  public boolean finished() {
    visit.mediaEnded();
    if (source.publishingEnd() != null) {
      return false;
    }
    onLoop(() -> {
      output.data(
          STREAM_ID,
          AmfValue.of("onPlayStatus"),
          AmfValue.object()
              .with("level", "status")
              .with("code", "NetStream.Play.Complete")
              .with("duration", source.endMicros() / 1e6)
              .build());
      output.userControl(UserControl.STREAM_EOF, STREAM_ID);
      output.status(STREAM_ID, Status.ok("NetStream.Play.Stop", "Played " + source.name()));
    });
    return true; // it may seek back
  }

  @Override
  public void returns() {
    dropHeader();
    tellPlace(source.endMicros());
  }

  @Override
  public void ended(CloseReason reason) {
    dropHeader();
    if (over != null) {
      close(over);
    } else {
      CloseReason end = source.publishingEnd();
      connection.close(end == null ? reason : end);
    }
  }

  /// Of a playback that is over.
  private void dropHeader() {
    header.release();
    header = Unpooled.EMPTY_BUFFER;
  }

  private void close(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    visit.close();
    log.info(
        "play {} to {} over RTMP ended after {} s: {}; {} MB",
        source.name(),
        address(),
        TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - startNanos),
        reason,
        String.format(Locale.ROOT, "%.1f", sentBytes() / 1e6));
  }

  private void onLoop(Runnable messages) {
    connection
        .channel()
        .eventLoop()
        .execute(() -> {
          if (over == null) {
            messages.run();
            output.flush();
          }
        });
  }

  private String address() {
    return connection.peer().getHostString();
  }
}
