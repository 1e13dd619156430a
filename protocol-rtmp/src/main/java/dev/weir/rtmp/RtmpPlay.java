package dev.weir.rtmp;

import static dev.weir.rtmp.ServerSession.STREAM_ID;

import dev.weir.amf.AmfValue;
import dev.weir.feed.Feeds;
import dev.weir.feed.Viewer;
import dev.weir.feed.ViewerPort;
import dev.weir.session.Visit;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A player: a feed writes to its channel, this answers its commands.
///
/// Streams are live: pause leaves the feed, and playing on starts from the newest keyframe; a seek
/// is acknowledged and goes nowhere. Confined to the channel's event loop.
final class RtmpPlay implements Activity, ViewerPort {
  private static final Logger log = LoggerFactory.getLogger(RtmpPlay.class);

  private static final int PING_SECONDS = 30;

  private final RtmpConnection connection;
  private final RtmpOutput output;
  private final Feeds feeds;
  private final Stream stream;
  private final Visit visit;
  private final LongSupplier nanoClock;
  private final long startNanos;

  // These two are changed by the loop and read by the session too.
  private volatile @Nullable CompletionStage<Viewer> joined; // in a feed, or on the way into one
  private volatile long earlierBytes; // of feeds that were left
  private boolean paused; // three wishes of the player
  private boolean audio = true;
  private boolean video = true;
  private boolean over; // once

  RtmpPlay(RtmpConnection connection, ServerCore core, Stream stream, Visit visit) {
    this.connection = connection;
    this.output = connection.output();
    this.feeds = core.feeds();
    this.stream = stream;
    this.visit = visit;
    this.nanoClock = core.nanoClock();
    this.startNanos = nanoClock.getAsLong();
  }

  /// Says what a player waits for, and lets the media come.
  void start() {
    log.info("play {} to {} over RTMP", stream.name(), address());
    output.userControl(UserControl.STREAM_BEGIN, STREAM_ID);
    output.status(STREAM_ID, Status.ok("NetStream.Play.Reset", "Playing " + stream.name()));
    output.status(STREAM_ID, Status.ok("NetStream.Play.Start", "Playing " + stream.name()));
    output.data(STREAM_ID, AmfValue.of("|RtmpSampleAccess"), AmfValue.of(true), AmfValue.of(true));
    output.flush();
    join();
    visit.hold(this::sentBytes, () -> 0, connection::closeLater);
  }

  private long sentBytes() {
    CompletionStage<Viewer> now = joined;
    Viewer viewer = now == null ? null : now.toCompletableFuture().getNow(null);
    return earlierBytes + (viewer == null ? 0 : viewer.sentBytes());
  }

  @Override
  public void control(Command command) {
    switch (command.name()) {
      case "pause", "pauseRaw" -> pause(command.flag(1));
      case "seek" ->
          output.status(STREAM_ID, Status.ok("NetStream.Seek.Notify", "A live stream stays live"));
      case "receiveAudio" -> receive(command.flag(1), video);
      case "receiveVideo" -> receive(audio, command.flag(1));
      default -> {}
    }
  }

  @Override
  public void media(int type, long timestampMillis, ByteBuf body) {
    // A player has nothing to send.
  }

  @Override
  public void tick(int silentSeconds) {
    if (silentSeconds > 0 && silentSeconds % PING_SECONDS == 0) {
      long nowMillis = TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong());
      output.userControl(UserControl.PING_REQUEST, (int) nowMillis);
      output.flush();
    }
  }

  @Override
  public Channel channel() {
    return connection.channel();
  }

  @Override
  public Object frame(ByteBuf piece) {
    return piece;
  }

  @Override
  public void ended(CloseReason reason) {
    leave();
    output.userControl(UserControl.STREAM_EOF, STREAM_ID);
    output.status(STREAM_ID, Status.ok("NetStream.Play.UnpublishNotify", reason.sentence()));
    output.status(STREAM_ID, Status.ok("NetStream.Play.Stop", reason.sentence()));
    connection.close(reason);
  }

  @Override
  public void end(CloseReason reason) {
    if (over) {
      return;
    }
    over = true;
    leave();
    visit.close();
    log.info(
        "play {} to {} over RTMP ended after {} s: {}; {} MB",
        stream.name(),
        address(),
        TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - startNanos),
        reason.sentence(),
        String.format(Locale.ROOT, "%.1f", earlierBytes / 1e6));
  }

  private void pause(boolean wanted) {
    paused = wanted;
    rejoin();
    output.status(
        STREAM_ID,
        wanted
            ? Status.ok("NetStream.Pause.Notify", "Paused " + stream.name())
            : Status.ok("NetStream.Unpause.Notify", "Playing on " + stream.name()));
  }

  // RTMP 1.0, 7.2.2.4 and 7.2.2.5: only switching on is answered.
  private void receive(boolean audioWanted, boolean videoWanted) {
    boolean more = (audioWanted && !audio) || (videoWanted && !video);
    if (audioWanted == audio && videoWanted == video) {
      return;
    }
    audio = audioWanted;
    video = videoWanted;
    if (more) {
      output.status(STREAM_ID, Status.ok("NetStream.Seek.Notify", "Now live"));
      output.status(STREAM_ID, Status.ok("NetStream.Play.Start", "Playing " + stream.name()));
    }
    rejoin();
  }

  private void rejoin() {
    leave();
    if (!paused && (audio || video)) {
      join();
    }
  }

  private void join() {
    joined = feeds.join(stream, RtmpFormat.toPlayers(audio, video), this);
  }

  private void leave() {
    CompletionStage<Viewer> left = joined;
    if (left != null) {
      left.thenAccept(Viewer::leave);
      long bytes = sentBytes();
      joined = null;
      earlierBytes = bytes;
    }
  }

  private String address() {
    return connection.peer().getHostString();
  }
}
