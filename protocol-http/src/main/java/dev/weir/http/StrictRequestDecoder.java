package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/// Reads HTTP/1 requests, and refuses those whose end two parsers could see in two places (RFC 9112
/// 11.2): Netty refuses several or odd lengths, this class a length beside chunks.
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
  }
}
