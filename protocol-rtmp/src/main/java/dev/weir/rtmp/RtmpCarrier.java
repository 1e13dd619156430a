package dev.weir.rtmp;

import dev.weir.feed.FeedFormat;
import dev.weir.flv.FlvBodyWriter;
import dev.weir.media.MediaException;
import dev.weir.playback.PlayableStream;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackChoice;
import dev.weir.target.Carrier;
import dev.weir.target.Delivery;
import dev.weir.target.MuxedDelivery;
import dev.weir.target.Target;
import java.io.IOException;
import java.util.Set;

/// Publishes on other servers: targets `rtmp://…` and `rtmps://…`.
///
/// A server that closes or refuses before it lets us publish is asked once more at once without
/// enhanced RTMP: a few services take offence at what they do not know.
public final class RtmpCarrier implements Carrier {
  private static final Set<String> SCHEMES = Set.of("rtmp", "rtmps");

  private final RtmpClient client;

  /// @param client makes the connections
  public RtmpCarrier(RtmpClient client) {
    this.client = client;
  }

  @Override
  public boolean takes(Target target) {
    return SCHEMES.contains(target.scheme());
  }

  @Override
  public String connector(Target target) {
    return "RTMP";
  }

  @Override
  public boolean writesFiles() {
    return false;
  }

  @Override
  public CloseReason carry(Delivery delivery) throws InterruptedException {
    RtmpUrl url;
    try {
      url = RtmpUrl.parse(delivery.expanded().place()).orStream(delivery.source().name().full());
    } catch (IllegalArgumentException e) {
      return new CloseReason(Code.UNSUPPORTED, String.valueOf(e.getMessage()));
    }
    TrackChoice choice = delivery.choice(TrackChoice.Room.MANY, FlvBodyWriter::carries);
    if (choice.isEmpty()) {
      return new CloseReason(Code.UNSUPPORTED, "no track that was asked for can go over RTMP");
    }
    if (delivery.isJustLive() && delivery.source() instanceof PlayableStream(Stream stream)) {
      return connect(delivery, enhanced -> live(delivery, url, stream, choice, enhanced));
    }
    // The message stream has nothing to do with the tracks.
    FeedFormat format = RtmpFormat.toServer(ServerSession.STREAM_ID).only(choice);
    try (MuxedDelivery muxed = delivery.muxedInRealTime(format)) {
      // Connects when there is something to deliver, so that no server waits for it.
      CloseReason nothing = muxed.awaitStart();
      return nothing == null
          ? connect(delivery, enhanced -> paced(delivery, url, muxed, choice, enhanced))
          : nothing;
    } catch (IOException | MediaException e) {
      return new CloseReason(Code.READ_START_FAILURE, String.valueOf(e.getMessage()));
    }
  }

  /// One connection, with or without enhanced RTMP.
  private interface Attempt {
    Outcome make(boolean enhanced) throws InterruptedException;
  }

  /// How that went.
  ///
  /// @param refused whether the peer was there and did not let us publish
  private record Outcome(CloseReason reason, boolean refused) {}

  private static CloseReason connect(Delivery delivery, Attempt attempt)
      throws InterruptedException {
    Outcome first = attempt.make(true);
    if (!first.refused || delivery.isStopping()) {
      return first.reason;
    }
    delivery.note(first.reason + "; once more without enhanced RTMP");
    return attempt.make(false).reason;
  }

  private Outcome live(
      Delivery delivery, RtmpUrl url, Stream stream, TrackChoice choice, boolean enhanced)
      throws InterruptedException {
    try (PushConnection connection =
        new PushConnection(delivery, ended -> client.push(url, stream, choice, enhanced, ended))) {
      return new Outcome(connection.awaitEnd(), connection.wasRefused());
    }
  }

  private Outcome paced(
      Delivery delivery, RtmpUrl url, MuxedDelivery muxed, TrackChoice choice, boolean enhanced)
      throws InterruptedException {
    PacedPublications publications = new PacedPublications();
    try (PushConnection connection =
        new PushConnection(
            delivery, ended -> client.publish(url, publications::another, enhanced, ended))) {
      CloseReason reason = null;
      PacedOutlet outlet = connection.await(publications.first());
      while (outlet != null) {
        FeedFormat format = RtmpFormat.toServer(outlet.streamId()).only(choice);
        reason = muxed.into(format, outlet);
        // The peer may have sent us on; if it has not, the connection is about to end.
        outlet =
            outlet.isOver() && reason.code() != Code.CLEAN_EOF && !delivery.isStopping()
                ? connection.await(outlet.successor())
                : null;
      }
      return new Outcome(
          reason == null ? connection.awaitEnd() : connection.orEnd(reason),
          connection.wasRefused());
    }
  }
}
