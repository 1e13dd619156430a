package dev.weir.rtmp;

import dev.weir.feed.Feeds;
import dev.weir.media.TrackSink;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackChoice;
import io.netty.handler.ssl.SslContext;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Connects to other servers, to play what they have or to publish what we have.
///
/// A link ends once, whatever happens; whether it is tried again is the caller's matter. Where a
/// peer asks to reconnect, the link goes there by itself. Any thread may call this.
public final class RtmpClient {
  private final RtmpDialer dialer;
  private final Feeds feeds;

  /// @param tls for `rtmps`
  public RtmpClient(Transport transport, Feeds feeds, SslContext tls) {
    this.dialer = new RtmpDialer(transport, tls);
    this.feeds = feeds;
  }

  /// Plays `url` into `sink`, which is called on one event loop.
  ///
  /// @param ended told once, on any thread, when it is over or could not begin
  public RtmpLink pull(RtmpUrl url, TrackSink sink, Consumer<CloseReason> ended) {
    return open(url, true, new PullErrand(sink), ended);
  }

  /// Publishes `stream` on `url`.
  ///
  /// @param choice its tracks that are wanted there
  /// @param enhanced whether connect speaks of enhanced RTMP; a few services refuse those who do
  /// @param ended told once, on any thread, when it is over or could not begin
  public RtmpLink push(
      RtmpUrl url,
      Stream stream,
      TrackChoice choice,
      boolean enhanced,
      Consumer<CloseReason> ended) {
    return publish(url, () -> new LivePublication(feeds, stream, choice), enhanced, ended);
  }

  /// Publishes on `url` what `publications` gives, one for each connection, once the peer lets us;
  /// otherwise as [#push].
  RtmpLink publish(
      RtmpUrl url,
      Supplier<Publication> publications,
      boolean enhanced,
      Consumer<CloseReason> ended) {
    return open(url, enhanced, new PushErrand(publications), ended);
  }

  private RtmpLink open(RtmpUrl url, boolean enhanced, Errand errand, Consumer<CloseReason> ended) {
    RtmpLink link = new RtmpLink(dialer, url, enhanced, errand, ended);
    link.open();
    return link;
  }
}
