package dev.weir.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A listening HTTP port: HTTP/1.0 and 1.1, WebSockets, and over TLS also HTTP/2.
public final class HttpServer implements AutoCloseable {
  private final Channel listener;

  private HttpServer(Channel listener) {
    this.listener = listener;
  }

  /// Binds and serves.
  ///
  /// @param bootstrap with event loops, channel type and socket options set, but no handlers
  /// @param address where to listen; port 0 takes a free one
  /// @param router who answers what
  /// @param trusted which peers are proxies whose word on who asks is taken
  /// @param limits what a peer may do
  /// @param tls null for plain HTTP; its ALPN decides between `h2` and `http/1.1`
  /// @throws RuntimeException or a java.net.BindException if the port cannot be had
  public static HttpServer bind(
      ServerBootstrap bootstrap,
      InetSocketAddress address,
      Router router,
      Predicate<InetAddress> trusted,
      HttpLimits limits,
      @Nullable SslContext tls) {
    StraightWrites.prepare();
    HttpService service = new HttpService(limits, trusted, router);
    return new HttpServer(
        bootstrap
            .clone()
            .childHandler(new HttpPipeline(service, tls))
            .bind(address)
            .syncUninterruptibly()
            .channel());
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /// Stops listening; connections that are open live on.
  @Override
  public void close() {
    listener.close().syncUninterruptibly();
  }
}
