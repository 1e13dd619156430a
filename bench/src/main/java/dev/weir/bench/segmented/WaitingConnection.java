package dev.weir.bench.segmented;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// One HTTP/2 connection over TLS with several requests that wait for a low-latency playlist, each
/// asked again when it was answered: one player with its renditions, or a proxy with many players.
/// Confined to its event loop.
final class WaitingConnection extends Http2ChannelDuplexHandler {
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

  private final Crowd crowd;
  private final int first;
  private final int count;
  private final Map<Http2FrameStream, Waiting> waiting = new HashMap<>();

  private WaitingConnection(Crowd crowd, int first, int count) {
    this.crowd = crowd;
    this.first = first;
    this.count = count;
  }

  /// Makes a connection of `pipeline`.
  ///
  /// @param first number of its first request; no other connection has those of its own
  /// @param count of its requests
  static void on(ChannelPipeline pipeline, SslContext tls, Crowd crowd, int first, int count) {
    Http2FrameCodec frames =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(
                Http2Settings.defaultSettings().initialWindowSize(WINDOW_BYTES).pushEnabled(false))
            .build();
    pipeline.addLast(
        tls.newHandler(pipeline.channel().alloc()),
        new FlushConsolidationHandler(count, true),
        frames,
        new WaitingConnection(crowd, first, count));
  }

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
    ctx.writeAndFlush(new DefaultHttp2HeadersFrame(fields, true).stream(stream));
  }

  private void take(ChannelHandlerContext ctx, Http2DataFrame data) {
    long now = System.nanoTime();
    Waiting request = Objects.requireNonNull(waiting.get(data.stream()));
    request.body.writeBytes(data.content());
    if (!data.isEndStream()) {
      return;
    }
    // What its stream has taken is given back to the connection when it closes.
    waiting.remove(data.stream());
    crowd.takesBody(request.body);
    request.body.clear();
    if (!request.awaited.isEmpty()) {
      crowd.arrived(request.awaited, now);
    }
    request.awaited = crowd.part();
    crowd.asksAgain(ctx.executor(), () -> ask(ctx, request));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    crowd.refused();
    ctx.close();
  }
}
