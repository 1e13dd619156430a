package dev.weir.bench.segmented;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;

/// Requests that wait for a low-latency playlist, all for the same part: how much later than the
/// first of them does each get its answer?
///
///     BlockingReloads http://127.0.0.1:8080/cmaf/demo/1/index.m3u8?tkn=TOKEN 5000 30 150
///     BlockingReloads https://127.0.0.1:4433/cmaf/demo/1/index.m3u8?tkn=TOKEN 5000 30 150 2
///
/// With `tkn=TOKEN` each request has a token of its own, and an answer of its own. Without it the
/// server has `tknMode` 11, and all get the same.
///
/// Over `http` each has a connection of its own, with HTTP/1; over `https` so many share one, with
/// HTTP/2: two are a player that has pictures and sound, more are a proxy with many players.
///
/// The players are on the server's machine but behave as if they were not. When an answer has come
/// is what the kernel noted as it took it from the server, not when a player got to run. They sleep
/// from the first answer on for as many milliseconds as they are told, in which the server answers
/// all the others; only then they read, take TLS and frames apart, and ask again. (With 0 they read
/// and ask at once, in the way of the answers that others wait for.) What is left is the kernel's
/// own work for those who receive: where the kernel is told so (`rps_cpus` of the loopback's queue,
/// Documentation/networking/scaling.rst), that is done by another core than the server's.
///
/// Prints how many answers came for each part, and the 50th, 99th and 100th percentile of their
/// delay.
public final class BlockingReloads {
  private static final long LOOKS_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long GIVES_UP_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long HANDSHAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final int SKIPPED = 3; // crowds, while connections are new
  private static final int SCOUTS = 64; // who look whether a crowd is being answered

  private final StampedReader reader = new StampedReader();
  private final List<WaitingPlayer> players = new ArrayList<>();
  private final InetSocketAddress server;

  private BlockingReloads(InetSocketAddress server) {
    this.server = server;
  }

  /// Waits with as many requests as it is told.
  ///
  /// @param arguments address of a media playlist, requests, seconds, pause, requests a connection
  public static void main(String[] arguments) throws IOException {
    Epoll.ensureAvailability();
    URI playlist = URI.create(arguments[0]);
    int requests = Integer.parseInt(arguments[1]);
    Crowd crowd = new Crowd(playlist);
    SslContext tls = playlist.getScheme().equals("https") ? http2() : null;
    int together = tls == null ? 1 : number(arguments, 4, 1);
    BlockingReloads reloads =
        new BlockingReloads(new InetSocketAddress(playlist.getHost(), playlist.getPort()));
    for (int first = 1; first <= requests; first += together) {
      Socket socket = reloads.connected();
      reloads.players.add(
          tls == null
              ? new PlainPlayer(socket, crowd, first)
              : new Http2Player(socket, tls, crowd, first, together));
    }
    reloads.play(
        requests,
        TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[2])),
        TimeUnit.MILLISECONDS.toNanos(number(arguments, 3, 0)));
    report(crowd, requests);
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

  private Socket connected() throws IOException {
    Socket socket = Socket.newSocketStream();
    socket.setTcpNoDelay(true);
    StampedReader.stamp(socket);
    socket.connect(server);
    while (socket.remoteAddress() == null) { // as long as the handshake takes
      LockSupport.parkNanos(HANDSHAKE_NANOS);
    }
    return socket;
  }

  private void play(int requests, long nanos, long pauseNanos) throws IOException {
    long endNanos = System.nanoTime() + nanos;
    while (System.nanoTime() - endNanos < 0) {
      if (!hasAnythingCome()) {
        LockSupport.parkNanos(LOOKS_EVERY_NANOS);
        continue;
      }
      long beganNanos = System.nanoTime();
      while (pauseNanos > System.nanoTime() - beganNanos) {
        LockSupport.parkNanos(pauseNanos - (System.nanoTime() - beganNanos));
      }
      // Until all wait for the same part: whoever was left behind would ask for the next too late.
      int inStep = 0;
      while (inStep < requests && System.nanoTime() - beganNanos < GIVES_UP_NANOS) {
        inStep = 0;
        for (WaitingPlayer player : players) {
          inStep += player.look(reader);
        }
      }
    }
  }

  private boolean hasAnythingCome() throws IOException {
    for (int i = 0; i < players.size(); i += Math.max(1, players.size() / SCOUTS)) {
      if (reader.hasMore(players.get(i).socket())) {
        return true;
      }
    }
    return false;
  }

  private static void report(Crowd crowd, int requests) {
    List<List<Long>> crowds = crowd.delays(requests * 9 / 10, SKIPPED);
    List<Long> all = crowds.stream().flatMap(List::stream).sorted().toList();
    List<Long> ends = crowds.stream().map(delays -> part(delays, 99)).sorted().toList();
    System.out.printf(
        "%d requests, %d crowds: p50 %.1f ms, p99 %.1f ms, max %.1f ms; p99 of a crowd:"
            + " half of them %.1f ms, nine of ten %.1f ms%n",
        requests,
        crowds.size(),
        part(all, 50) / 1e6,
        part(all, 99) / 1e6,
        part(all, 100) / 1e6,
        part(ends, 50) / 1e6,
        part(ends, 90) / 1e6);
  }

  private static long part(List<Long> sorted, int percent) {
    return sorted.isEmpty() ? -1 : sorted.get((sorted.size() - 1) * percent / 100);
  }
}
