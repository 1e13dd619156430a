package dev.weir.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Players of a live stream in segments, and what they cost the server's process: Weir or any
/// other.
///
/// ```
/// SegmentPlayers PID KIND PLAYERS SECONDS PROTOCOL URL…
/// ```
///
/// `KIND` is `hls` (playlist, and the newest segment when there is one), `parts` (a playlist that
/// is waited for, and each part) or `dash`; `PROTOCOL` is `TLSv1.3` or `TLSv1.2` for https. Each
/// player follows each of the URLs over a connection of its own: media playlists, or an MPD with a
/// timeline, of which it takes all tracks. `TOKEN` in a URL stands for a number of each player, as
/// the token of its session. One thread; server and players have a core each at best.
public final class SegmentPlayers {
  private static final int JOINING_MILLIS = 4; // between two connections
  private static final int FIRST_TOKEN = 100_000_000;
  private static final int CHUNK_BYTES = 1 << 20; // of a body that are handed over at once

  private SegmentPlayers() {}

  /// See above.
  public static void main(String[] args) throws IOException, InterruptedException {
    ProcessCost server = new ProcessCost(Long.parseLong(args[0]));
    Manifest.Kind kind = Manifest.Kind.valueOf(args[1].toUpperCase(Locale.ROOT));
    int players = Integer.parseInt(args[2]);
    int seconds = Integer.parseInt(args[3]);
    SslContext tls = tls(args[4]);
    List<String> urls = List.of(args).subList(5, args.length);
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Received received = new Received();
    for (int i = 0; i < players; i++) {
      for (String each : urls) {
        URI url = URI.create(each.replace("TOKEN", Integer.toString(FIRST_TOKEN + i)));
        var _ =
            bootstrap(loop, tls, new SegmentPlayer(url, kind, received), url)
                .connect(url.getHost(), url.getPort());
      }
      TimeUnit.MILLISECONDS.sleep(JOINING_MILLIS);
    }
    TimeUnit.SECONDS.sleep(3); // what they have to make up for
    report(loop, server, received, players, seconds, args[1]);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static SslContext tls(String protocol) throws IOException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.OPENSSL)
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .protocols(protocol)
        .build();
  }

  @SuppressWarnings("deprecation") // Netty has no other way yet to read more at once
  private static Bootstrap bootstrap(
      EventLoopGroup loop, SslContext tls, SegmentPlayer player, URI url) {
    return new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(
            ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(4096, 65_536, 262_144))
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (url.getScheme().equals("https")) {
                  channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel.pipeline().addLast(new HttpClientCodec(4096, 8192, CHUNK_BYTES), player);
              }
            });
  }

  private static void report(
      EventLoopGroup loop,
      ProcessCost server,
      Received received,
      int players,
      int seconds,
      String kind)
      throws IOException, InterruptedException {
    loop.submit(received::begin).sync();
    double cpuBefore = server.cpuSeconds();
    TimeUnit.SECONDS.sleep(seconds);
    double cpu = server.cpuSeconds() - cpuBefore;
    String figures = loop.submit(received::figures).syncUninterruptibly().getNow();
    double gigabytes = received.bytes() / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d players of %s, %d s: %s; %.2f s of CPU, %.0f us per viewer-second, %.3f s per GB; %d MB"
            + " resident%n",
        players,
        kind,
        seconds,
        figures,
        cpu,
        cpu * 1e6 / players / seconds,
        cpu / gigabytes,
        server.residentBytes() >> 20);
  }
}
