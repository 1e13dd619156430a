package dev.weir.rtmp;

import dev.weir.feed.Feeds;
import dev.weir.media.TrackSink;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackChoice;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Connects to other servers, to play what they have or to publish what we have.
///
/// A link ends once, whatever happens; whether it is tried again is the caller's matter. Any thread
/// may call this.
public final class RtmpClient {
  private final Transport transport;
  private final Feeds feeds;
  private final SslContext tls;

  /// @param tls for `rtmps`
  public RtmpClient(Transport transport, Feeds feeds, SslContext tls) {
    this.transport = transport;
    this.feeds = feeds;
    this.tls = tls;
  }

  /// Plays `url` into `sink`, which is called on one event loop.
  ///
  /// @param ended told once, on any thread, when it is over or could not begin
  public RtmpLink pull(RtmpUrl url, TrackSink sink, Consumer<CloseReason> ended) {
    return open(url, true, new RtmpPull(url.stream(), sink), ended);
  }

  /// Publishes `stream` on `url`.
  ///
  /// @param choice its tracks that are wanted there
  /// @param enhanced whether connect speaks of enhanced RTMP; a few services refuse those who do
  /// @param ended told once, on any thread, when it is over or could not begin
  public RtmpLink push(
      RtmpUrl url,
      Stream stream,
      TrackChoice choice,
      boolean enhanced,
      Consumer<CloseReason> ended) {
    return publish(url, new LivePublication(feeds, stream, choice), enhanced, ended);
  }

  /// Publishes on `url` what `publication` gives once the peer lets us; otherwise as [#push].
  RtmpLink publish(
      RtmpUrl url, Publication publication, boolean enhanced, Consumer<CloseReason> ended) {
    return open(url, enhanced, new RtmpPush(url.stream(), publication), ended);
  }

  private RtmpLink open(
      RtmpUrl url, boolean enhanced, ClientTask task, Consumer<CloseReason> ended) {
    RtmpLink link = new RtmpLink(task);
    AtomicBoolean told = new AtomicBoolean();
    Consumer<CloseReason> once =
        reason -> {
          if (told.compareAndSet(false, true)) {
            ended.accept(reason);
          }
        };
    // The JDK asks for addresses in a way that blocks, so no event loop does it.
    Thread.ofVirtual().name("weir-resolve").start(() -> resolve(url, enhanced, task, link, once));
    return link;
  }

  private void resolve(
      RtmpUrl url, boolean enhanced, ClientTask task, RtmpLink link, Consumer<CloseReason> ended) {
    try {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByName(url.host()), url.port());
      CloseReason closed = link.closed();
      if (closed != null) {
        ended.accept(closed);
      } else {
        connect(address, url, enhanced, task, link, ended);
      }
    } catch (UnknownHostException _) {
      ended.accept(failure("there is no host " + url.host()));
    }
  }

  private void connect(
      InetSocketAddress address,
      RtmpUrl url,
      boolean enhanced,
      ClientTask task,
      RtmpLink link,
      Consumer<CloseReason> ended) {
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
                    RtmpConnection.ofClient(
                        channel,
                        ThreadLocalRandom.current(),
                        connection -> {
                          ClientSession session =
                              new ClientSession(connection, url, enhanced, task, ended);
                          link.opened(channel, session);
                          return session;
                        }));
          }
        };
    ChannelFuture connecting = transport.client().handler(pipeline).connect(address);
    connecting.addListener(_ -> {
      Throwable cause = connecting.cause();
      if (cause != null) {
        ended.accept(failure(String.valueOf(cause.getMessage())));
      }
    });
  }

  private static CloseReason failure(String sentence) {
    return new CloseReason(Code.READ_START_FAILURE, sentence);
  }
}
