package dev.weir.http;

import dev.weir.media.Octets;
import dev.weir.net.ProxyProtocol;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;

/// Makes a [Request] of what the codec read, or refuses it.
final class RequestReader {
  private final ForwardedFor forwarded;

  RequestReader(ForwardedFor forwarded) {
    this.forwarded = forwarded;
  }

  /// Reads `message`, which stays the caller's.
  ///
  /// @param connection the TCP connection, also for a stream of an HTTP/2 one
  /// @return the request, without a route yet
  Request read(FullHttpRequest message, Channel connection, boolean http2)
      throws RefusedRequestException {
    checkDecoded(message.decoderResult());
    HttpVersion version = message.protocolVersion();
    if (version.majorVersion() != 1 || version.minorVersion() > 1) {
      throw new RefusedRequestException(505, version + " is not spoken here");
    }
    RequestTarget target = RequestTarget.parse(message.uri());
    InetSocketAddress peer = ProxyProtocol.peer(connection);
    ForwardedFor.Sender sender =
        forwarded.sender(
            peer,
            message.headers(),
            connection.pipeline().get(SslHandler.class) != null,
            authority(message, target, connection));
    return new Request(
        message.method().name(),
        target.path(),
        Query.parse(target.query()),
        "",
        "",
        "",
        message.headers(),
        Octets.copyOf(message.content()),
        sender.client(),
        sender.origin(),
        http2);
  }

  private static void checkDecoded(DecoderResult result) throws RefusedRequestException {
    switch (result.cause()) {
      case null -> {}
      case TooLongHttpLineException _ ->
          throw new RefusedRequestException(414, "The request line is too long");
      case TooLongHttpHeaderException _ ->
          throw new RefusedRequestException(431, "The header fields are too long");
      case Throwable cause ->
          throw new RefusedRequestException(400, "The request is malformed: " + cause.getMessage());
    }
  }

  /// RFC 9112 3.2: exactly one Host field in HTTP/1.1, which an absolute-form target overrides.
  private static String authority(FullHttpRequest message, RequestTarget target, Channel connection)
      throws RefusedRequestException {
    HttpVersion version = message.protocolVersion();
    List<String> hosts = message.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && version.minorVersion() == 1)) {
      throw new RefusedRequestException(400, "There must be exactly one Host field");
    }
    String given = target.authority();
    if (given == null) {
      given = hosts.isEmpty() ? "" : hosts.getFirst().trim();
    }
    if (given.isEmpty()) {
      return ownAuthority((InetSocketAddress) connection.localAddress());
    }
    if (!Origin.isAuthority(given)) {
      throw new RefusedRequestException(400, "The host is not one");
    }
    return given;
  }

  private static String ownAuthority(InetSocketAddress local) {
    String address = local.getAddress().getHostAddress();
    int zone = address.indexOf('%');
    String bare = zone < 0 ? address : address.substring(0, zone);
    return (bare.contains(":") ? "[" + bare + "]" : bare) + ":" + local.getPort();
  }
}
