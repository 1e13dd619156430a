package dev.weir.http;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Gives bytes to the kernel at once, round the queue of the channel, where nothing stands between
/// and nothing waits: all from the same memory, and with the word that more follows, for which the
/// JDK and Netty have no place.
///
/// Confined to its event loop.
final class StraightWrites {
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_MORE = 0x8000;

  private final ByteBuf memory; // where the kernel takes them from

  /// @param bytes the most that go this way at once
  StraightWrites(int bytes) {
    memory = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes));
  }

  /// Looks send(2) up where there may be sockets of Linux. It takes a tenth of a second, which is
  /// too long for an event loop: to be called before there are connections.
  static void prepare() {
    if (Epoll.isAvailable()) {
      Objects.requireNonNull(Functions.SEND);
    }
  }

  /// Looked up when it is first used.
  private static final class Functions {
    static final MethodHandle SEND =
        CLibrary.function("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  }

  /// Reads from `bytes` what the kernel takes now; the rest is for the channel, which also finds
  /// out if the peer has left.
  ///
  /// @param to before the codec, but behind what encrypts
  /// @param more whether what is written next should leave together with it
  void write(ChannelHandlerContext to, ByteBuf bytes, boolean more) {
    EpollSocketChannel socket = idleSocket(to);
    int length = bytes.readableBytes();
    if (socket == null || length > memory.capacity()) {
      return;
    }
    memory.clear().writeBytes(bytes, bytes.readerIndex(), length);
    int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0);
    long taken = send(socket.fd().intValue(), memory.memoryAddress(), length, flags);
    bytes.skipBytes((int) Math.max(taken, 0)); // negative if the kernel takes nothing
  }

  private static long send(int descriptor, long address, long length, int flags) {
    try {
      return (long) Functions.SEND.invokeExact(descriptor, address, length, flags);
    } catch (Throwable e) {
      throw new IllegalStateException("send cannot be called", e);
    }
  }

  /// The socket, if nothing but the kernel stands between, and nothing waits.
  @SuppressWarnings("ReferenceEquality") // a context is itself only
  private static @Nullable EpollSocketChannel idleSocket(ChannelHandlerContext to) {
    if (!(to.channel() instanceof EpollSocketChannel socket)
        || !socket.isActive()
        || to.pipeline().firstContext() != to) {
      return null;
    }
    ChannelOutboundBuffer waiting = socket.unsafe().outboundBuffer();
    return waiting != null && waiting.isEmpty() ? socket : null;
  }
}
