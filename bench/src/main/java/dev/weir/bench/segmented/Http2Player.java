package dev.weir.bench.segmented;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// An HTTP/2 connection over TLS with several requests that wait, each asked again when it was
/// answered: one player with its renditions, or a proxy with many players.
final class Http2Player implements WaitingPlayer {
  private static final int WINDOW_BYTES = 1 << 20; // of a stream: no answer is held up by it

  /// A request that waits.
  private static final class Waiting {
    final int number;
    final ByteBuf body = Unpooled.buffer();
    String awaited = ""; // part; changes with each answer

    Waiting(int number) {
      this.number = number;
    }
  }

  private final Socket socket;
  private final Crowd crowd;
  private final int first;
  private final int count;
  private final EmbeddedChannel protocols;
  private final Map<Http2FrameStream, Waiting> waiting = new HashMap<>();

  private long stampNanos; // of what is being looked at

  /// Begins to shake hands.
  ///
  /// @param first number of its first request; no other connection has those of its own
  /// @param count of its requests
  Http2Player(Socket socket, SslContext tls, Crowd crowd, int first, int count) throws IOException {
    this.socket = socket;
    this.crowd = crowd;
    this.first = first;
    this.count = count;
    this.protocols = new EmbeddedChannel();
    protocols
        .pipeline()
        .addLast(
            tls.newHandler(protocols.alloc()),
            Http2FrameCodecBuilder.forClient()
                .initialSettings(
                    Http2Settings.defaultSettings()
                        .initialWindowSize(WINDOW_BYTES)
                        .pushEnabled(false))
                .build(),
            new Requests());
    send();
  }

  @Override
  public Socket socket() {
    return socket;
  }

  @Override
  public int look(StampedReader reader) throws IOException {
    for (ByteBuffer some = reader.read(socket); some != null; some = reader.read(socket)) {
      stampNanos = reader.stampNanos();
      protocols.writeInbound(Unpooled.copiedBuffer(some));
    }
    protocols.checkException();
    send();
    return (int)
        waiting.values().stream().filter(each -> each.awaited.equals(crowd.part())).count();
  }

  private void send() throws IOException {
    protocols.flushOutbound();
    for (ByteBuf out = protocols.readOutbound(); out != null; out = protocols.readOutbound()) {
      ByteBuffer bytes = out.nioBuffer();
      if (bytes.isDirect()
          ? socket.write(bytes, bytes.position(), bytes.limit()) < bytes.remaining()
          : socket.write(direct(bytes), 0, bytes.remaining()) < bytes.remaining()) {
        throw new IOException("a request was not taken at once");
      }
      out.release();
    }
  }

  private static ByteBuffer direct(ByteBuffer bytes) {
    return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.duplicate()).flip();
  }

  private final class Requests extends Http2ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      try {
        read(ctx, frame);
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }

    private void read(ChannelHandlerContext ctx, Object frame) {
      switch (frame) {
        case Http2SettingsFrame _ -> begin(ctx); // which come first, and once
        case Http2HeadersFrame head -> {
          if (!"200".contentEquals(head.headers().status())) {
            throw new IllegalStateException("the playlist was refused: " + head.headers());
          }
        }
        case Http2DataFrame data -> take(ctx, data);
        case Http2ResetFrame _, Http2GoAwayFrame _ ->
            throw new IllegalStateException("the playlist was refused: " + frame);
        default -> {
          // Pings and acknowledgements are none of ours.
        }
      }
    }

    private void begin(ChannelHandlerContext ctx) {
      // The windows of streams do not help if that of the connection, 64 KiB at first, is closed.
      ctx.write(new DefaultHttp2WindowUpdateFrame(WINDOW_BYTES * count));
      for (int i = 0; i < count; i++) {
        ask(ctx, new Waiting(first + i));
      }
    }

    private void ask(ChannelHandlerContext ctx, Waiting request) {
      Http2Headers fields =
          new DefaultHttp2Headers(false)
              .method("GET")
              .scheme("https")
              .authority(crowd.authority())
              .path(crowd.nextPath(request.number));
      Http2FrameStream stream = newStream();
      waiting.put(stream, request);
      request.awaited = crowd.part();
      ctx.write(new DefaultHttp2HeadersFrame(fields, true).stream(stream));
    }

    private void take(ChannelHandlerContext ctx, Http2DataFrame data) {
      Waiting request = Objects.requireNonNull(waiting.get(data.stream()));
      request.body.writeBytes(data.content());
      if (!data.isEndStream()) {
        return;
      }
      // What its stream has taken is given back to the connection when it closes.
      waiting.remove(data.stream());
      crowd.takesBody(request.body);
      request.body.clear();
      crowd.arrived(request.awaited, stampNanos);
      ask(ctx, request);
    }
  }
}
