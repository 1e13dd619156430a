package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;

/// The answers over HTTP/1 of one event loop whose bodies lie in a [MemoryFile]: the kernel keeps
/// the head back until the body follows, so they leave together.
///
/// Confined to the loop.
final class FileAnswers {
  private static final FastThreadLocal<FileAnswers> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected FileAnswers initialValue() {
          return new FileAnswers();
        }
      };

  private final ByteBuf head = Unpooled.buffer(ResponseWriter.HEAD_BYTES);
  private final HeadCache heads = new HeadCache();
  private final StraightWrites kernel = new StraightWrites(ResponseWriter.HEAD_BYTES);

  private FileAnswers() {}

  /// Whether an answer to `channel` with such a `body` can be sent from the file.
  static boolean take(Channel channel, ByteBuf body) {
    return MemoryFile.holds(body) && BodyInParts.takesFiles(channel);
  }

  /// Sends an answer.
  ///
  /// @param to before the codec
  /// @param bytes of `body`, whose ownership passes
  static void send(
      ChannelHandlerContext to, Response response, ResponseWriter.Body body, ByteBuf bytes) {
    OF_THREAD.get().write(to, response, body, bytes);
  }

  private void write(
      ChannelHandlerContext to, Response response, ResponseWriter.Body body, ByteBuf bytes) {
    heads.write(response, body, head.clear());
    List<ReferenceCounted> stretches = MemoryFile.stretches(bytes);
    boolean several = stretches.size() > 1;
    if (several) { // each would end with a packet that is not full
      cork(to.channel(), true);
    }
    kernel.write(to, head, true);
    if (head.isReadable()) {
      to.write(to.alloc().buffer(head.readableBytes()).writeBytes(head));
    }
    stretches.forEach(to::write);
    to.flush();
    if (several) {
      cork(to.channel(), false);
    }
  }

  /// A socket that is closed already has no options; its handlers are about to be told.
  private static void cork(Channel channel, boolean on) {
    if (channel.isOpen()) {
      channel.config().setOption(EpollChannelOption.TCP_CORK, on);
    }
  }
}
