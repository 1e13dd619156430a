package dev.weir.http;

import dev.weir.net.ProxyProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/// What stands between a socket and the handlers of the routes, on one screen.
final class HttpPipeline extends ChannelInitializer<Channel> {
  private static final int RESETS_PER_WINDOW = 200;
  private static final int RESET_WINDOW_SECONDS = 10;

  /// Of answers that are written in one turn of the loop; more leave in several.
  private static final int ANSWERS_TOGETHER = 256;

  private final HttpService service;
  private final @Nullable SslContext tls;

  /// @param tls null for a server without encryption
  HttpPipeline(HttpService service, @Nullable SslContext tls) {
    this.service = service;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (tls == null) {
      http1(channel.pipeline());
    } else {
      channel
          .pipeline()
          .addLast("tls", tls.newHandler(channel.alloc())) // encrypts; hangs up on slow handshakes
          .addLast("alpn", new ByProtocol()); // puts one of the two below in its place
    }
    ProxyProtocol.listen(channel, service.trusted()); // who is behind a balancer
  }

  private void http1(ChannelPipeline pipeline) {
    HttpLimits limits = service.limits();
    RequestClock clock = new RequestClock(limits);
    pipeline
        .addLast("clock", clock) // hangs up on the slow
        .addLast("decoder", new StrictRequestDecoder(limits, clock)) // refuses the ambiguous
        .addLast("encoder", new HttpResponseEncoder())
        .addLast("body", new HttpObjectAggregator(limits.bodyBytes(), true)) // refuses the large
        .addLast("exchanges", new ExchangeHandler(service, clock)); // one at a time, in order
  }

  private void http2(ChannelPipeline pipeline) {
    pipeline
        // What is answered on many streams in one turn fills records and leaves in one write.
        .addLast("flushes", new FlushConsolidationHandler(ANSWERS_TOGETHER, true))
        .addLast("frames", frames()) // bounds streams, resets and control frames
        .addLast("idle", new Http2Idle(service.limits())) // hangs up when nothing is asked
        .addLast("streams", new Http2MultiplexHandler(new PerStream())) // one small pipeline each
        .addLast("end", new Http2End());
  }

  private ChannelHandler frames() {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(service.limits().concurrentStreams())
                .maxHeaderListSize(service.limits().headerBytes()))
        // CVE-2023-44487 and CVE-2025-55163: streams opened to be reset, by them or through us.
        .decoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, RESET_WINDOW_SECONDS)
        .encoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, RESET_WINDOW_SECONDS)
        .build();
  }

  /// Takes everything of HTTP/1 out of the pipeline; bytes from now on go straight to the socket,
  /// or to the TLS handler before it.
  static void leaveHttp(ChannelPipeline pipeline, ChannelHandler tail) {
    pipeline.addLast("endless", tail);
    pipeline.remove("exchanges");
    pipeline.remove("body");
    pipeline.remove("encoder");
    pipeline.remove("decoder");
    pipeline.remove("clock");
  }

  private final class ByProtocol extends ApplicationProtocolNegotiationHandler {
    ByProtocol() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        http2(ctx.pipeline());
      } else {
        http1(ctx.pipeline());
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close(); // port scanners and old clients; nobody wants a warning for each
    }
  }

  private final class PerStream extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream
          .pipeline()
          .addLast("messages", new Http2StreamFrameToHttpObjectCodec(true))
          .addLast("body", new HttpObjectAggregator(service.limits().bodyBytes()))
          .addLast("exchanges", new ExchangeHandler(service, null));
    }
  }
}
