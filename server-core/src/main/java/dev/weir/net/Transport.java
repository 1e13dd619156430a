package dev.weir.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/// The event loops of a server and how its sockets are made: one loop for each core, shared by all
/// protocols.
///
/// Any thread may call this.
public final class Transport implements AutoCloseable {
  /// How the kernel is asked.
  public enum Kind {
    /// epoll where the machine has it, else [#NIO].
    AUTO,
    /// Linux epoll, through native code.
    EPOLL,
    /// Linux io_uring, through native code.
    IO_URING,
    /// What the JDK has, everywhere.
    NIO
  }

  /// Unsent bytes that the kernel takes from us for one peer: a stuck one holds this and no more,
  /// and is noticed when it does.
  private static final int NOT_SENT_LOW_WATER_BYTES = 64 * 1024;

  /// A peer that we connected to, and that acknowledges nothing for so long, is gone (RFC 5482).
  private static final int UNACKNOWLEDGED_MILLIS = 20_000;

  private static final int ACCEPT_BACKLOG = 4096;

  private final Kind kind;
  private final EventLoopGroup loops;

  /// Starts `loopCount` event loops.
  ///
  /// @throws UnsupportedOperationException if the machine lacks the kind that is asked for
  public Transport(Kind wanted, int loopCount) {
    this.kind = available(wanted);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            loopCount, new DefaultThreadFactory("weir-loop"), ioHandlers(kind));
  }

  /// What was chosen; never [Kind#AUTO].
  public Kind kind() {
    return kind;
  }

  /// All loops.
  public EventLoopGroup loops() {
    return loops;
  }

  /// One of the loops, in turn.
  public EventLoop next() {
    return loops.next();
  }

  /// A bootstrap for a listening socket, with everything set but the handlers.
  public ServerBootstrap server() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(serverChannel())
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true);
    switch (kind) {
      case EPOLL ->
          bootstrap.childOption(
              EpollChannelOption.TCP_NOTSENT_LOWAT, (long) NOT_SENT_LOW_WATER_BYTES);
      case IO_URING ->
          bootstrap.childOption(
              IoUringChannelOption.TCP_NOTSENT_LOWAT, (long) NOT_SENT_LOW_WATER_BYTES);
      case NIO, AUTO -> {}
    }
    return bootstrap;
  }

  /// A bootstrap for a connection that we open, with everything set but the handlers.
  public Bootstrap client() {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(clientChannel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000);
    switch (kind) {
      case EPOLL ->
          bootstrap
              .option(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS)
              .option(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) NOT_SENT_LOW_WATER_BYTES);
      case IO_URING ->
          bootstrap
              .option(IoUringChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS)
              .option(IoUringChannelOption.TCP_NOTSENT_LOWAT, (long) NOT_SENT_LOW_WATER_BYTES);
      case NIO, AUTO -> {}
    }
    return bootstrap;
  }

  /// Stops the loops and waits for them, a few seconds at most.
  @Override
  public void close() {
    // The quiet period lets loops finish what they have handed to each other.
    loops
        .shutdownGracefully(100, 3_000, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private static Kind available(Kind wanted) {
    return switch (wanted) {
      case AUTO -> Epoll.isAvailable() ? Kind.EPOLL : Kind.NIO;
      case EPOLL -> {
        Epoll.ensureAvailability();
        yield Kind.EPOLL;
      }
      case IO_URING -> {
        IoUring.ensureAvailability();
        yield Kind.IO_URING;
      }
      case NIO -> Kind.NIO;
    };
  }

  private static IoHandlerFactory ioHandlers(Kind kind) {
    return switch (kind) {
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO, AUTO -> NioIoHandler.newFactory();
    };
  }

  private Class<? extends ServerChannel> serverChannel() {
    return switch (kind) {
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      case NIO, AUTO -> NioServerSocketChannel.class;
    };
  }

  private Class<? extends SocketChannel> clientChannel() {
    return switch (kind) {
      case EPOLL -> EpollSocketChannel.class;
      case IO_URING -> IoUringSocketChannel.class;
      case NIO, AUTO -> NioSocketChannel.class;
    };
  }
}
