package dev.weir.http;

import dev.weir.config.StreamName;
import dev.weir.media.Octets;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// A whole request, taken apart and checked. Immutable as far as its headers are left alone.
///
/// @param method upper case
/// @param path decoded
/// @param query the URL's variables
/// @param stream what stood for `$` in the route, decoded but not cleaned; empty without one
/// @param token that stood for `$` instead of a name; empty if none did
/// @param rest what followed the route's prefix, decoded; empty for an exact route
/// @param headers as sent
/// @param body as sent, already bounded
/// @param client who asks; behind a trusted proxy, who the proxy says
/// @param origin what links in the answer begin with
/// @param http2 whether this is a stream of an HTTP/2 connection
public record Request(
    String method,
    String path,
    Query query,
    String stream,
    String token,
    String rest,
    HttpHeaders headers,
    Octets body,
    InetSocketAddress client,
    Origin origin,
    boolean http2) {

  /// Whether only the head of the answer is wanted.
  public boolean isHead() {
    return method.equals("HEAD");
  }

  /// The first field of that name.
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// Whether the peer asks to go on as a WebSocket (RFC 6455 4.2.1).
  public boolean wantsWebSocket() {
    return !http2
        && method.equals("GET")
        && headers.containsValue("Connection", "upgrade", true)
        && headers.containsValue("Upgrade", "websocket", true);
  }

  /// The full address that was asked for, without its variables.
  public String address() {
    return origin.http(encoded(path));
  }

  private static String encoded(String path) {
    if (PercentDecoder.isPlain(path)) {
      return path.substring(1);
    }
    try {
      return new URI(null, null, path, null).toASCIIString().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("any path can be encoded", e);
    }
  }

  /// The same request with what its route found in the path.
  Request routed(String name, String remainder) {
    return new Request(
        method, path, query, name, "", remainder, headers, body, client, origin, http2);
  }

  /// The same request by whoever showed `written` in the place of the name of `watched`.
  Request shown(String written, StreamName watched) {
    return new Request(
        method,
        path.replace(written, watched.full()),
        query,
        watched.full(),
        written,
        rest,
        headers,
        body,
        client,
        origin,
        http2);
  }

  boolean acceptsGzip() {
    String accepted = headers.get("Accept-Encoding", "");
    if (accepted.isEmpty() || accepted.startsWith("gzip,")) { // as browsers begin
      return !accepted.isEmpty();
    }
    for (String coding : accepted.split(",", -1)) {
      String[] parts = coding.toLowerCase(Locale.ROOT).replace(" ", "").split(";", -1);
      if (parts[0].equals("gzip")) {
        return parts.length < 2 || !parts[1].matches("q=0(\\.0*)?");
      }
    }
    return false;
  }
}
