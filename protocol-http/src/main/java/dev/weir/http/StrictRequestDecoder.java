package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/// Reads HTTP/1 requests, and refuses those whose end two parsers could see in two places (RFC 9112
/// 11.2): Netty refuses several or odd lengths, this class a length beside chunks.
///
/// A request without a body, as nearly all are, leaves as a whole: nothing has to be gathered.
final class StrictRequestDecoder extends HttpRequestDecoder {
  private final RequestClock clock;

  StrictRequestDecoder(HttpLimits limits, RequestClock clock) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLineBytes())
            .setMaxHeaderSize(limits.headerBytes())
            .setChunkedSupported(true)
            .setAllowDuplicateContentLengths(false)
            .setValidateHeaders(true));
    this.clock = clock;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length together with Transfer-Encoding");
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int before = out.size();
    super.decode(ctx, in, out);
    for (Object message : out.subList(before, out.size())) {
      if (message instanceof HttpRequest) {
        clock.enter(RequestClock.Phase.BODY);
      }
      if (message instanceof LastHttpContent) {
        clock.enter(RequestClock.Phase.ANSWERING);
      }
    }
    if (out.size() == before + 2
        && out.getLast().equals(LastHttpContent.EMPTY_LAST_CONTENT)
        && out.get(before) instanceof HttpRequest request
        && request.decoderResult().isSuccess()) {
      out.removeLast();
      out.set(before, whole(request));
    }
  }

  private static FullHttpRequest whole(HttpRequest request) {
    return new DefaultFullHttpRequest(
        request.protocolVersion(),
        request.method(),
        request.uri(),
        Unpooled.EMPTY_BUFFER,
        request.headers(),
        EmptyHttpHeaders.INSTANCE);
  }
}
