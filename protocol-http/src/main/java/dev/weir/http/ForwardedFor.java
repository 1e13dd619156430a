package dev.weir.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out who a request really comes from and which address its sender used, when a reverse
/// proxy stands between. What is said by anyone but a trusted proxy is ignored. Thread-safe.
final class ForwardedFor {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardedFor.class);
  private static final List<String> FIELDS =
      List.of("X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto", "X-Mst-Path");

  private final Predicate<InetAddress> trusted;
  private final AtomicBoolean warned = new AtomicBoolean();

  /// @param trusted which peers are believed
  ForwardedFor(Predicate<InetAddress> trusted) {
    this.trusted = trusted;
  }

  /// The far end of a request.
  ///
  /// @param client address of the viewer; port 0 if a proxy told us
  /// @param origin how the viewer addressed us
  record Sender(InetSocketAddress client, Origin origin) {}

  /// @param peer the other end of the connection
  /// @param secure whether the connection is encrypted
  /// @param authority what the request calls us
  Sender sender(InetSocketAddress peer, HttpHeaders headers, boolean secure, String authority) {
    Origin seen = new Origin(secure, authority, "");
    if (!trusted.test(peer.getAddress())) {
      warnOnce(peer, headers);
      return new Sender(peer, seen);
    }
    InetAddress client = forwardedClient(headers);
    return new Sender(
        client == null ? peer : new InetSocketAddress(client, 0), forwardedOrigin(headers, seen));
  }

  private @Nullable InetAddress forwardedClient(HttpHeaders headers) {
    InetAddress real = address(headers.get("X-Real-IP", ""));
    return real != null ? real : lastUntrusted(String.join(",", headers.getAll("X-Forwarded-For")));
  }

  /// Each proxy appends the address it was called from, so the list is believed from its end as far
  /// as trusted proxies wrote it.
  private @Nullable InetAddress lastUntrusted(String list) {
    String[] hops = list.split(",", -1);
    InetAddress client = null;
    for (int i = hops.length - 1; i >= 0; i--) {
      InetAddress hop = address(hops[i]);
      if (hop == null) {
        return client;
      }
      client = hop;
      if (!trusted.test(hop)) {
        return client;
      }
    }
    return client;
  }

  private static Origin forwardedOrigin(HttpHeaders headers, Origin seen) {
    Optional<Origin> path = Origin.parse(headers.get("X-Mst-Path", ""));
    String proto = headers.get("X-Forwarded-Proto", "");
    boolean secure = proto.isEmpty() ? seen.secure() : proto.equalsIgnoreCase("https");
    return path.orElse(new Origin(secure, seen.authority(), seen.prefix()));
  }

  private static @Nullable InetAddress address(String text) {
    String bare = text.trim();
    if (bare.startsWith("[") && bare.indexOf(']') > 0) {
      bare = bare.substring(1, bare.indexOf(']'));
    } else if (bare.indexOf(':') == bare.lastIndexOf(':') && bare.indexOf(':') > 0) {
      bare = bare.substring(0, bare.indexOf(':'));
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(bare);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException _) {
      return null;
    }
  }

  private void warnOnce(InetSocketAddress peer, HttpHeaders headers) {
    if (FIELDS.stream().anyMatch(headers::contains) && warned.compareAndSet(false, true)) {
      LOG.warn(
          "{} sends proxy headers but is no trusted proxy; they are ignored, here and from others",
          peer.getAddress().getHostAddress());
    }
  }
}
