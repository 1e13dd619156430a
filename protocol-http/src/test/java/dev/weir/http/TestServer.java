package dev.weir.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server on a free port of the loopback, for one test.
public final class TestServer implements AutoCloseable {
  /// As the server does where it can.
  private static final boolean EPOLL = Epoll.isAvailable();

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final HttpServer server;

  public TestServer(HttpLimits limits, @Nullable SslContext tls, List<Route> routes) {
    server =
        HttpServer.bind(
            new ServerBootstrap()
                .group(loops)
                .channel(EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .handler(new Accepted()),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Router(routes),
            InetAddress::isLoopbackAddress,
            limits,
            tls);
  }

  public static TestServer of(Route... routes) {
    return new TestServer(HttpLimits.DEFAULT, null, List.of(routes));
  }

  public int port() {
    return server.address().getPort();
  }

  public RawPeer connect() throws IOException {
    return new RawPeer(port());
  }

  /// Closes the connections too: a loop that is to end at once may not, and what they hold would be
  /// taken for a leak.
  @Override
  public void close() {
    server.close();
    connections.close().awaitUninterruptibly(60, TimeUnit.SECONDS);
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(60, TimeUnit.SECONDS);
  }

  /// Knows the connections.
  private final class Accepted extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object connection) {
      connections.add((Channel) connection);
      ctx.fireChannelRead(connection);
    }
  }
}
