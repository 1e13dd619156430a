package dev.weir.rtmp;

import dev.weir.amf.AmfValue;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A server of ours on a socket that asks its peers to reconnect when a test wants it.
final class PointingServer implements AutoCloseable {
  private static final int AVC_PICTURE = 1; // AVCPacketType

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<RtmpConnection> connections = new CopyOnWriteArrayList<>();
  private final List<Long> pictures = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Channel listener;

  private volatile @Nullable String always; // where everybody is sent as soon as he connects

  PointingServer(Transport transport, ServerCore core) throws Exception {
    listener =
        transport
            .server()
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            RtmpConnection.ofServer(
                                channel, new Random(7), connection -> open(connection, core)));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
  }

  private Conversation open(RtmpConnection connection, ServerCore core) {
    connections.add(connection);
    accepted.incrementAndGet();
    ServerSession session =
        new ServerSession(connection, core, _ -> connections.remove(connection));
    return new Pointing(session, connection);
  }

  /// From now on sends everybody who connects there, before he has anything.
  void pointAlwaysTo(String reference) {
    always = reference;
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  String url(String app) {
    return "rtmp://127.0.0.1:%d/%s".formatted(port(), app);
  }

  int connections() {
    return connections.size();
  }

  /// How many connections there have been.
  int accepted() {
    return accepted.get();
  }

  /// The times of the pictures that publishers sent, in milliseconds.
  List<Long> pictures() {
    return pictures;
  }

  /// Asks all peers to reconnect.
  ///
  /// @param reference null for the same place
  void point(@Nullable String reference) {
    for (RtmpConnection connection : connections) {
      connection.channel().eventLoop().execute(() -> point(connection, reference));
    }
  }

  private static void point(RtmpConnection connection, @Nullable String reference) {
    AmfValue.Builder info =
        Status.ok("NetConnection.Connect.ReconnectRequest", "Somewhere else is better").builder();
    if (reference != null) {
      info.with("tcUrl", reference);
    }
    connection.output().command(0, "onStatus", 0, AmfValue.NULL, info.build());
    connection.output().flush();
  }

  /// Closes all connections and takes no more.
  void shut() {
    listener.close().syncUninterruptibly();
    connections.forEach(
        connection -> connection.closeLater(new CloseReason(Code.CLEAN_SIGNAL, "shut")));
  }

  @Override
  public void close() {
    shut();
    Await.until("the end of all sessions", LIMIT, connections::isEmpty);
  }

  /// A session, and what it gets.
  private final class Pointing extends Overheard {
    private final RtmpConnection connection;

    Pointing(ServerSession session, RtmpConnection connection) {
      super(session);
      this.connection = connection;
    }

    @Override
    public void command(int streamId, Command command) {
      super.command(streamId, command);
      String reference = always;
      if (command.name().equals("connect") && reference != null) {
        point(connection, reference);
      }
    }

    @Override
    public void media(int type, long timestampMillis, ByteBuf body) {
      if (type == MessageType.VIDEO && body.getByte(body.readerIndex() + 1) == AVC_PICTURE) {
        pictures.add(timestampMillis);
      }
      super.media(type, timestampMillis, body);
    }
  }
}
