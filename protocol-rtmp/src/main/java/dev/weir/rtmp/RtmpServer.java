package dev.weir.rtmp;

import dev.weir.feed.Feeds;
import dev.weir.net.ProxyProtocol;
import dev.weir.net.Transport;
import dev.weir.session.Admissions;
import dev.weir.stream.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Serves RTMP and RTMPS: takes publishers and players on any number of addresses.
///
/// Any thread may call this.
public final class RtmpServer implements AutoCloseable {
  private final Transport transport;
  private final ServerCore core;
  private final Predicate<InetAddress> trusted;
  private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();
  private final Set<ServerSession> sessions = ConcurrentHashMap.newKeySet();

  /// @param trusted which peers are balancers whose word on who connects is taken
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public RtmpServer(
      Transport transport,
      Admissions admissions,
      Feeds feeds,
      Predicate<InetAddress> trusted,
      LongSupplier nanoClock) {
    this.transport = transport;
    this.trusted = trusted;
    this.core = new ServerCore(admissions, feeds, nanoClock);
  }

  /// Listens on `address`, for RTMPS if there is a `tls`. Completes with the address in use, whose
  /// port the system chose if it was 0, and exceptionally with a [BindException].
  public CompletionStage<InetSocketAddress> bind(
      InetSocketAddress address, @Nullable SslContext tls) {
    CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
    ChannelFuture binding = transport.server().childHandler(pipeline(tls)).bind(address);
    binding.addListener(_ -> {
      Throwable failure = binding.cause();
      if (failure != null) {
        bound.completeExceptionally(asBindException(failure));
      } else {
        listeners.add(binding.channel());
        bound.complete((InetSocketAddress) binding.channel().localAddress());
      }
    });
    return bound;
  }

  /// Stops to listen on `address`, as [#bind] gave it, and waits until the port is free. Sessions
  /// go on. Not for event loops.
  public void unbind(InetSocketAddress address) {
    List<Channel> unwanted =
        listeners.stream().filter(channel -> address.equals(channel.localAddress())).toList();
    unwanted.forEach(listeners::remove);
    unwanted.forEach(channel -> channel.close().syncUninterruptibly());
  }

  /// How many connections there are.
  public int connections() {
    return sessions.size();
  }

  /// Takes no new connections and ends those that there are; peers that know how are asked to
  /// connect again (Enhanced RTMP v2, Reconnect Request), which they do when we are back.
  @Override
  public void close() {
    listeners.forEach(Channel::close);
    listeners.clear();
    for (ServerSession session : sessions) {
      RtmpConnection connection = session.connection();
      connection
          .channel()
          .eventLoop()
          .execute(() -> {
            session.requestReconnect();
            connection.close(CloseReason.SHUTDOWN);
          });
    }
  }

  private ChannelInitializer<Channel> pipeline(@Nullable SslContext tls) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (tls != null) {
          channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        channel
            .pipeline()
            .addLast(
                RtmpConnection.ofServer(
                    channel, ThreadLocalRandom.current(), RtmpServer.this::open));
        ProxyProtocol.listen(channel, trusted);
      }
    };
  }

  private ServerSession open(RtmpConnection connection) {
    ServerSession session = new ServerSession(connection, core, sessions::remove);
    sessions.add(session);
    return session;
  }

  /// The native transports have exceptions of their own for a port that is taken.
  private static Throwable asBindException(Throwable failure) {
    if (failure instanceof IOException && !(failure instanceof BindException)) {
      BindException same = new BindException(failure.getMessage());
      same.initCause(failure);
      return same;
    }
    return failure;
  }
}
