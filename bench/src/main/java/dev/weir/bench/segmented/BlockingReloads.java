package dev.weir.bench.segmented;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.IntSupplier;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;

/// Requests that wait for a low-latency playlist, all for the same part: how much later than the
/// first of them does each get its answer?
///
///     BlockingReloads http://127.0.0.1:8080/cmaf/demo/1/index.m3u8?tkn=TOKEN 5000 30 150
///     BlockingReloads https://127.0.0.1:4433/cmaf/demo/1/index.m3u8?tkn=TOKEN 5000 30 150 2
///
/// With `tkn=TOKEN` each request has a token of its own, and an answer of its own. Without it the
/// server has `tknMode` 11, and all get the same. What was answered is asked again so many
/// milliseconds after the first answer, or, without a number, at once: then it is in the way of the
/// answers that others wait for, as they share the machine's loopback.
///
/// Over `http` each has a connection of its own, with HTTP/1; over `https` so many share one, with
/// HTTP/2: two are a player that has pictures and sound, more are a proxy with many players.
///
/// Prints how many answers came for each part, and the 50th, 99th and 100th percentile of their
/// delay. The players take CPU too, as little as [WaitingPlayer] can over HTTP/1, and much more
/// over TLS: it says no better than it is.
public final class BlockingReloads {
  private static final long LOOKS_EVERY_NANOS = 100_000;
  private static final int ANSWER_BYTES = 64 * 1024; // that are read at once

  private BlockingReloads() {}

  /// Waits with as many requests as it is told.
  ///
  /// @param arguments address of a media playlist, requests, seconds, pause, requests a connection
  @SuppressWarnings("deprecation") // Netty has no other way yet to read more at once
  public static void main(String[] arguments) throws InterruptedException, SSLException {
    URI playlist = URI.create(arguments[0]);
    int requests = Integer.parseInt(arguments[1]);
    Crowd crowd = new Crowd(playlist, number(arguments, 3, 0));
    SslContext tls = playlist.getScheme().equals("https") ? http2() : null;
    int together = tls == null ? 1 : number(arguments, 4, 1);
    AtomicInteger number = new AtomicInteger(1);
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, EpollIoHandler.newFactory(0, () -> BlockingReloads::looked));
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(ANSWER_BYTES))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    int first = number.getAndAdd(together);
                    if (tls == null) {
                      channel.pipeline().addLast(new WaitingPlayer(crowd, first));
                    } else {
                      WaitingConnection.on(channel.pipeline(), tls, crowd, first, together);
                    }
                  }
                });
    for (int i = 0; i < requests; i += together) {
      bootstrap.connect(playlist.getHost(), playlist.getPort()).sync();
    }
    TimeUnit.SECONDS.sleep(Integer.parseInt(arguments[2]));
    loop.submit(() -> report(crowd, requests)).sync();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static int number(String[] arguments, int at, int otherwise) {
    return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
  }

  /// The certificate may be anybody's.
  private static SslContext http2() throws SSLException {
    return SslContextBuilder.forClient()
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .endpointIdentificationAlgorithm("")
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2))
        .build();
  }

  /// Looks what has come without waiting for it: whoever waits in the kernel is woken by what the
  /// server writes, at the server's expense, which no player behind a network is.
  private static int looked(IntSupplier whatHasCome, boolean hasTasks) throws Exception {
    int count = whatHasCome.get();
    if (count == 0 && !hasTasks) {
      LockSupport.parkNanos(LOOKS_EVERY_NANOS);
    }
    return count;
  }

  private static void report(Crowd crowd, int requests) {
    List<Long> delays = crowd.delays(requests * 9 / 10); // where all were waiting
    System.out.printf(
        "%d requests, %d answers to whole crowds, %d refused: p50 %.1f ms, p99 %.1f ms, max %.1f"
            + " ms%n",
        requests, delays.size(), crowd.refusals(), at(delays, 50), at(delays, 99), at(delays, 100));
  }

  private static double at(List<Long> sorted, int percent) {
    return sorted.isEmpty() ? Double.NaN : sorted.get((sorted.size() - 1) * percent / 100) / 1e6;
  }
}
