package dev.weir.rtmp;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client in front of a real session; what it hears is kept as the lines of [RtmpTrace].
final class TestPeer implements AutoCloseable {
  private final EmbeddedChannel channel;
  private final ChunkEncoder encoder = new ChunkEncoder(128);
  private final ByteBuf unread = Unpooled.buffer();
  private final List<String> heard = new ArrayList<>();
  private final ChunkDecoder decoder =
      new ChunkDecoder(
          ByteBufAllocator.DEFAULT,
          (type, streamId, time, payload) ->
              heard.add(RtmpTrace.line('>', type, streamId, time, payload)));

  private int handshakeBytes = Handshake.PEER_BYTES; // still to come
  private @Nullable ServerSession session;
  private @Nullable CloseReason reason; // once the session is closed

  TestPeer(ServerCore core) {
    decoder.expectMedia();
    channel =
        new EmbeddedChannel(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel opened) {
                opened
                    .pipeline()
                    .addLast(
                        RtmpConnection.ofServer(
                            opened, new Random(7), connection -> listening(connection, core)));
              }
            });
    channel.freezeTime();
  }

  private Conversation listening(RtmpConnection connection, ServerCore core) {
    ServerSession real = new ServerSession(connection, core, _ -> {});
    session = real;
    return new Overheard(real) {
      @Override
      public void closed(CloseReason why) {
        reason = why;
        super.closed(why);
      }
    };
  }

  /// Sends bytes as they are.
  TestPeer send(byte[] bytes) {
    return send(Unpooled.wrappedBuffer(bytes));
  }

  /// What comes after the session has closed goes nowhere, as on a socket.
  private TestPeer send(ByteBuf bytes) {
    if (channel.isOpen()) {
      channel.writeInbound(bytes);
    } else {
      bytes.release();
    }
    return this;
  }

  TestPeer shakeHands() {
    byte[] packets = new byte[Handshake.PEER_BYTES];
    packets[0] = 3;
    return send(packets);
  }

  /// Handshake and connect to `app`.
  TestPeer connect(String app) {
    return shakeHands()
        .command(
            "connect",
            1,
            AmfValue.object().with("app", app).with("tcUrl", "rtmp://localhost/" + app).build());
  }

  TestPeer command(String name, double transaction, AmfValue... arguments) {
    return message(
        MessageType.COMMAND,
        0,
        out -> {
          Amf0Writer.writeAll(out, AmfValue.of(name), AmfValue.of(transaction));
          Amf0Writer.writeAll(out, arguments);
        });
  }

  TestPeer publish(String app, String name) {
    return connect(app)
        .command("createStream", 2, AmfValue.NULL)
        .command("publish", 3, AmfValue.NULL, AmfValue.of(name), AmfValue.of("live"));
  }

  TestPeer play(String name) {
    return connect("play")
        .command("createStream", 2, AmfValue.NULL)
        .command("play", 3, AmfValue.NULL, AmfValue.of(name));
  }

  TestPeer media(int type, long millis, String hex) {
    return message(
        type, millis, out -> out.writeBytes(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  TestPeer message(int type, long millis, Consumer<ByteBuf> body) {
    ByteBuf out = channel.alloc().buffer();
    encoder.begin(out, 3, type, 1, millis);
    body.accept(out);
    encoder.end(out);
    return send(out);
  }

  /// Lets time pass, in the steps in which sessions look.
  TestPeer pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
    return this;
  }

  /// What was heard since the last call.
  List<String> heard() {
    channel.runPendingTasks();
    ByteBuf piece = channel.readOutbound();
    while (piece != null) {
      int skipped = Math.min(handshakeBytes, piece.readableBytes());
      handshakeBytes -= skipped;
      piece.skipBytes(skipped);
      unread.writeBytes(piece);
      piece.release();
      piece = channel.readOutbound();
    }
    decoder.decode(unread);
    unread.discardReadBytes();
    List<String> lines = List.copyOf(heard);
    heard.clear();
    return lines;
  }

  /// Forgets what was heard.
  TestPeer ignore() {
    heard();
    return this;
  }

  ServerSession session() {
    return Objects.requireNonNull(session);
  }

  /// Why the session, which is over, ended.
  CloseReason reason() {
    return Objects.requireNonNull(reason, "the session is open");
  }

  /// Whether the session is open or ended for one of these reasons.
  boolean isOpenOrEnded(CloseReason.Code... codes) {
    return reason == null || List.of(codes).contains(reason.code());
  }

  boolean isOpen() {
    channel.runPendingTasks();
    return channel.isOpen();
  }

  void hangUp() {
    channel.close();
    channel.runPendingTasks();
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
    decoder.close();
  }
}
