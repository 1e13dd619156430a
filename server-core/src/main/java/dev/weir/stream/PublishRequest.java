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
public record PublishRequest(
    StreamName name, String connector, InetSocketAddress peer, String password, String url) {
  /// The same for another stream.
  public PublishRequest withName(StreamName other) {
    return new PublishRequest(other, connector, peer, password, url);
  }
}
