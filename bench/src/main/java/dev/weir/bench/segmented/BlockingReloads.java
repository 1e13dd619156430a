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
import io.netty.util.IntSupplier;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Players that wait for a low-latency playlist, all for the same part: how much later than the
/// first of them does each get its answer?
///
///     BlockingReloads http://127.0.0.1:8080/cmaf/demo/1/index.m3u8?tkn=TOKEN 5000 30 150
///
/// With `tkn=TOKEN` each player has a token of its own, and an answer of its own. Without it the
/// server has `tknMode` 11, and all get the same. Players ask again so many milliseconds after the
/// first of them got its answer, or, without a number, each at once: then what they ask is in the
/// way of the answers that others wait for, as they share the machine's loopback.
///
/// Prints how many answers came for each part, and the 50th, 99th and 100th percentile of their
/// delay. The players take CPU too, as little as [WaitingPlayer] can: it says no better than it is.
public final class BlockingReloads {
  private static final long LOOKS_EVERY_NANOS = 100_000;
  private static final int ANSWER_BYTES = 64 * 1024; // that are read at once

  private BlockingReloads() {}

  /// Waits with as many players as it is told.
  ///
  /// @param arguments address of a media playlist, players, seconds, pause
  @SuppressWarnings("deprecation") // Netty has no other way yet to read more at once
  public static void main(String[] arguments) throws InterruptedException {
    URI playlist = URI.create(arguments[0]);
    int players = Integer.parseInt(arguments[1]);
    Crowd crowd = new Crowd(playlist, arguments.length > 3 ? Long.parseLong(arguments[3]) : 0);
    AtomicInteger number = new AtomicInteger();
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
                    channel.pipeline().addLast(new WaitingPlayer(crowd, number.incrementAndGet()));
                  }
                });
    for (int i = 0; i < players; i++) {
      bootstrap.connect(playlist.getHost(), playlist.getPort()).sync();
    }
    TimeUnit.SECONDS.sleep(Integer.parseInt(arguments[2]));
    loop.submit(() -> report(crowd, players)).sync();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
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

  private static void report(Crowd crowd, int players) {
    List<Long> delays = crowd.delays(players * 9 / 10); // where all were waiting
    System.out.printf(
        "%d players, %d answers to whole crowds, %d refused: p50 %.1f ms, p99 %.1f ms, max %.1f"
            + " ms%n",
        players,
        delays.size(),
        crowd.refusedPlayers(),
        at(delays, 50),
        at(delays, 99),
        at(delays, 100));
  }

  private static double at(List<Long> sorted, int percent) {
    return sorted.isEmpty() ? Double.NaN : sorted.get((sorted.size() - 1) * percent / 100) / 1e6;
  }
}
