package dev.weir.launcher;

import dev.weir.config.ApiConfig;
import dev.weir.config.TlsFiles;
import dev.weir.http.HttpServer;
import dev.weir.http.api.UdpApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the JSON API listens now; moves when the configuration says so.
///
/// Any thread may call this; binding and closing block.
final class ApiListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApiListener.class);

  /// Listens for HTTP.
  @FunctionalInterface
  interface Binder {
    HttpServer bind(InetSocketAddress address, @Nullable TlsFiles tls) throws IOException;
  }

  /// Listens for UDP on loopback.
  @FunctionalInterface
  interface UdpBinder {
    UdpApi bind(int port) throws IOException;
  }

  private final Binder binder;
  private final UdpBinder udpBinder;
  private @Nullable HttpServer server; // guarded by this
  private @Nullable UdpApi udp; // guarded by this; null if its port is taken
  private @Nullable ApiConfig current; // guarded by this; what the server was bound for

  ApiListener(Binder binder, UdpBinder udpBinder) {
    this.binder = binder;
    this.udpBinder = udpBinder;
  }

  /// Listens.
  ///
  /// @throws IOException if that cannot be, in a plain sentence
  synchronized void start(ApiConfig config) throws IOException {
    try {
      InetSocketAddress address = new InetSocketAddress(config.bindAddress(), config.port());
      server = binder.bind(address, config.tls());
      current = config;
      bindUdp(server.address().getPort());
    } catch (IOException e) {
      throw new IOException(
          "the API cannot listen on %s port %d: %s"
              .formatted(config.bindAddress(), config.port(), Listeners.plain(e)),
          e);
    }
  }

  // Few programs use UDP, and none of them is worth not starting for.
  private void bindUdp(int port) {
    try {
      udp = udpBinder.bind(port);
    } catch (IOException e) {
      log.warn("The API has no UDP: port {} is taken on 127.0.0.1 ({})", port, e.getMessage());
    }
  }

  /// Moves to where `config` says; if that cannot be, goes back to where it was.
  synchronized void follow(ApiConfig config) {
    ApiConfig before = current;
    if (before == null || sameSocket(before, config)) {
      return;
    }
    close();
    try {
      start(config);
      log.info("The API listens on {}", endpoint());
    } catch (IOException e) {
      log.error("{}; it stays where it was", e.getMessage());
      goBack(before);
    }
  }

  private void goBack(ApiConfig before) {
    try {
      start(before);
    } catch (IOException e) {
      log.error("{}", e.getMessage());
    }
  }

  private static boolean sameSocket(ApiConfig a, ApiConfig b) {
    return a.port() == b.port()
        && a.bindAddress().equals(b.bindAddress())
        && Objects.equals(a.tls(), b.tls());
  }

  /// Where it can be reached on this machine: `http://127.0.0.1:4242`.
  synchronized String endpoint() {
    if (server == null || current == null) {
      return "";
    }
    InetAddress address = server.address().getAddress();
    String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return (current.tls() == null ? "http://" : "https://")
        + literal
        + ":"
        + server.address().getPort();
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
      server = null;
    }
    if (udp != null) {
      udp.close();
      udp = null;
    }
  }
}
