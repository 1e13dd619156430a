package dev.weir.rtmp;

import dev.weir.net.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;

/// Opens connections to other servers. Any thread.
final class RtmpDialer {
  private final Transport transport;
  private final SslContext tls;

  /// @param tls for `rtmps`
  RtmpDialer(Transport transport, SslContext tls) {
    this.transport = transport;
    this.tls = tls;
  }

  /// A connection that is wanted. All but [#address] is called on its event loop.
  interface Call {
    /// Where to; blocks while name servers are asked.
    ///
    /// @throws IOException with the reason why nowhere
    InetAddress address() throws IOException;

    /// Whether it is still wanted.
    boolean isWanted();

    /// There is a channel, which connects.
    Conversation opened(RtmpConnection connection);

    /// There will be no connection; comes in the place of [Conversation#closed].
    void failed(String sentence);
  }

  /// One of the event loops, in turn.
  EventLoop nextLoop() {
    return transport.next();
  }

  /// Connects to `url` on `loop`.
  void dial(RtmpUrl url, EventLoop loop, Call call) {
    // The JDK asks for addresses in a way that blocks, so no event loop does it.
    Thread.ofVirtual().name("weir-resolve").start(() -> resolve(url, loop, call));
  }

  private void resolve(RtmpUrl url, EventLoop loop, Call call) {
    try {
      InetSocketAddress address = new InetSocketAddress(call.address(), url.port());
      loop.execute(() -> connect(address, url, loop, call));
    } catch (IOException e) {
      loop.execute(() -> call.failed(String.valueOf(e.getMessage())));
    }
  }

  private void connect(InetSocketAddress address, RtmpUrl url, EventLoop loop, Call call) {
    if (!call.isWanted()) {
      call.failed("it is not wanted any more");
      return;
    }
    ChannelInitializer<Channel> pipeline =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            if (url.tls()) {
              channel.pipeline().addLast(tls.newHandler(channel.alloc(), url.host(), url.port()));
            }
            channel
                .pipeline()
                .addLast(
                    RtmpConnection.ofClient(channel, ThreadLocalRandom.current(), call::opened));
          }
        };
    ChannelFuture connecting = transport.client().clone(loop).handler(pipeline).connect(address);
    connecting.addListener(_ -> {
      Throwable cause = connecting.cause();
      if (cause != null) {
        call.failed(String.valueOf(cause.getMessage()));
      }
    });
  }
}
