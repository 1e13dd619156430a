package dev.weir.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.Base64;
import java.util.function.Function;

/// Turns an HTTP/1 connection into a WebSocket (RFC 6455 4.2).
final class WebSocketUpgrade {
  private static final int MAX_MESSAGE_BYTES = 1 << 16;
  private static final WebSocketDecoderConfig FRAMES =
      WebSocketDecoderConfig.newBuilder()
          .maxFramePayloadLength(MAX_MESSAGE_BYTES)
          .expectMaskedFrames(true)
          .allowExtensions(false)
          .closeOnProtocolViolation(true)
          .withUTF8Validator(true)
          .build();

  private WebSocketUpgrade() {}

  /// Whether the handshake of `request` can be answered.
  static boolean isAcceptable(Request request) {
    String key = request.headers().get("Sec-WebSocket-Key", "");
    try {
      return request.headers().get("Sec-WebSocket-Version", "").equals("13")
          && Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  static void upgrade(
      Channel channel,
      ChannelHandler exchanges,
      Request request,
      Function<WebSocket, WebSocket.Listener> open) {
    HttpHeaders common = ResponseWriter.fields(Response.empty(101));
    DefaultFullHttpRequest handshake =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    handshake.headers().set(request.headers());
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.remove(RequestClock.class);
    new WebSocketServerHandshaker13("", null, FRAMES)
        .handshake(channel, handshake, common, channel.newPromise());
    handshake.release();
    pipeline.remove(exchanges);
    WebSocketTail tail = new WebSocketTail();
    pipeline.addLast("text", new Utf8FrameValidator(true));
    pipeline.addLast("messages", new WebSocketFrameAggregator(MAX_MESSAGE_BYTES));
    pipeline.addLast("webSocket", tail);
    tail.listener(open.apply(new WebSocket(channel)));
  }
}
