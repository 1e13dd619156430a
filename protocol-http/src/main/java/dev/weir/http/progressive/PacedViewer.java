package dev.weir.http.progressive;

import dev.weir.feed.FeedFormat;
import dev.weir.http.EndlessBody;
import dev.weir.media.Track;
import dev.weir.playback.BlockingOutlet;
import dev.weir.playback.Playable;
import dev.weir.playback.Playback;
import dev.weir.playback.PlaybackPort;
import dev.weir.session.Visit;
import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays a file, or a part of a live stream's past, as one body at the speed that was asked for.
final class PacedViewer implements PlaybackPort {
  private static final Logger LOG = LoggerFactory.getLogger(PacedViewer.class);

  private final Playable source;
  private final FeedFormat format;
  private final Visit visit;
  private final EndlessBody body;
  private final BlockingOutlet outlet;
  private final Playback playback;
  private final LongSupplier nanoClock;
  private final long startNanos;

  PacedViewer(
      Playable source,
      FeedFormat format,
      Playback.Start start,
      Visit visit,
      EndlessBody body,
      LongSupplier nanoClock) {
    this.source = source;
    this.format = format;
    this.visit = visit;
    this.body = body;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
    this.outlet = new BlockingOutlet(body.channel(), body::frame);
    this.playback = new Playback(source, format, start, this, nanoClock);
  }

  /// Begins to play.
  PacedViewer start() {
    LOG.info("play {} to {} as {}", source.name(), visit.request().host(), format.name());
    visit.hold(outlet::sentBytes, () -> 0, playback::stop);
    playback.start();
    return this;
  }

  /// The connection is lost.
  void leave() {
    playback.stop(CloseReason.PEER_CLOSED);
  }

  @Override
  public boolean begin(List<Track> tracks, long fromMicros, ByteBuf header) {
    return outlet.write(header);
  }

  @Override
  public boolean write(ByteBuf samples) {
    return outlet.write(samples);
  }

  @Override
  public boolean finished() {
    visit.mediaEnded();
    return false;
  }

  @Override
  public void ended(CloseReason reason) {
    visit.close();
    body.channel()
        .eventLoop()
        .execute(() -> {
          if (reason.code() == CloseReason.Code.CLEAN_EOF) {
            body.end();
          } else {
            body.channel().close();
          }
        });
    LOG.info(
        "play {} to {} as {} ended after {} s: {}; {} bytes",
        source.name(),
        visit.request().host(),
        format.name(),
        TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - startNanos),
        reason,
        outlet.sentBytes());
  }
}
