package dev.weir.stream;

import dev.weir.config.StreamName;
import java.net.InetSocketAddress;

/// What someone who wants to publish says of himself.
///
/// @param name the stream
/// @param connector the protocol, as the access log and the triggers name it: `RTMP`, …
/// @param peer where the connection comes from
/// @param password what the peer gave as one, empty if nothing
/// @param url the full request
/// @param entitled whether he showed something that lets him in whatever the stream's own rules say
public record PublishRequest(
    StreamName name,
    String connector,
    InetSocketAddress peer,
    String password,
    String url,
    boolean entitled) {
  /// A publisher who has to be asked about.
  public PublishRequest(
      StreamName name, String connector, InetSocketAddress peer, String password, String url) {
    this(name, connector, peer, password, url, false);
  }

  /// The same for another stream.
  public PublishRequest withName(StreamName other) {
    return new PublishRequest(other, connector, peer, password, url, entitled);
  }
}
