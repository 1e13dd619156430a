package dev.weir.session;

import dev.weir.config.StreamName;
import dev.weir.stream.PublishRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// What somebody who comes says of himself.
///
/// @param stream that he wants to see
/// @param kind what he comes for
/// @param connector the protocol, as log and triggers name it: `RTMP`, `HLS`, `FLV`, `HTTP`, …
/// @param address where he comes from; behind a trusted proxy, where the proxy says
/// @param url the full request
/// @param token what he is known by besides his address; not empty. It is his own, or [#tokenOf]
///   his player, or a number of the connection
/// @param refusedAs what he is known by if he comes again without having been told his token: who
///   is refused is refused as both
/// @param credentials the variables of the request that are none of ours, as they were written: who
///   comes with other ones is another visitor, so that he is asked about again
/// @param player the name of his player; may be empty
/// @param information whether he asks for information only: he may be turned away, but he is not
///   counted
public record VisitRequest(
    StreamName stream,
    SessionKind kind,
    String connector,
    InetAddress address,
    String url,
    String token,
    String refusedAs,
    String credentials,
    String player,
    boolean information) {

  /// A visitor who comes again with the same token.
  public VisitRequest(
      StreamName stream,
      SessionKind kind,
      String connector,
      InetAddress address,
      String url,
      String token,
      String credentials,
      String player,
      boolean information) {
    this(stream, kind, connector, address, url, token, token, credentials, player, information);
  }

  /// The token of a player that brought none: the checksum of its name and of the id that it gives
  /// its playback.
  public static String tokenOf(String player, String playbackId) {
    CRC32 sum = new CRC32();
    sum.update(player.getBytes(StandardCharsets.UTF_8));
    sum.update(playbackId.getBytes(StandardCharsets.UTF_8));
    return Long.toString(sum.getValue());
  }

  /// A publisher, as a visitor.
  static VisitRequest of(PublishRequest request) {
    return new VisitRequest(
        request.name(),
        SessionKind.INPUT,
        request.connector(),
        request.peer().getAddress(),
        request.url(),
        Integer.toString(request.peer().getPort()),
        "",
        "",
        false);
  }

  /// The same visitor at another stream.
  VisitRequest at(StreamName other) {
    return new VisitRequest(
        other, kind, connector, address, url, token, refusedAs, credentials, player, information);
  }

  /// The same visitor as he is known if he comes again without having been told his token.
  VisitRequest again() {
    return new VisitRequest(
        stream,
        kind,
        connector,
        address,
        url,
        refusedAs,
        refusedAs,
        credentials,
        player,
        information);
  }

  /// Where he comes from, as text.
  public String host() {
    return address.getHostAddress();
  }
}
