package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the requests of one HTTP/1 connection in their order, or the one of an HTTP/2 stream.
///
/// One request is with its handler at a time; what is pipelined behind it waits here, and when much
/// does, the socket is not read. Confined to the channel's event loop.
final class ExchangeHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);

  /// What the kernel takes of a large answer at once. It is there as a whole, and nothing newer
  /// will come: longer runs cost fewer wake-ups.
  private static final long UNSENT_BYTES = 256 * 1024;

  private final HttpService service;
  private final @Nullable RequestClock clock; // null for a stream of an HTTP/2 connection
  private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();

  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpExchange current; // with its handler; null between requests
  private boolean keepAlive = true; // whether the current request lets the connection live
  private boolean headOnly; // whether the current request wants no body
  private boolean acceptsGzip; // whether its sender takes text compressed
  private boolean chunked; // whether the current request's sender understands chunks
  private boolean roomy; // once a large answer was sent
  private boolean pumping;
  private boolean closing; // what still comes is not read any more

  ExchangeHandler(HttpService service, @Nullable RequestClock clock) {
    this.service = service;
    this.clock = clock;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    if (closing) {
      return;
    }
    if (waiting.size() >= service.limits().pipelinedRequests()) {
      LOG.debug("{} pipelines more than {} requests", ctx.channel(), waiting.size());
      ctx.close();
      return;
    }
    waiting.add(message.retain());
    pump();
    ctx.channel().config().setAutoRead(waiting.size() < service.limits().pipelinedRequests() / 4);
  }

  private void pump() {
    if (pumping || context == null) {
      return;
    }
    pumping = true;
    while (current == null && !closing && !waiting.isEmpty()) {
      FullHttpRequest message = waiting.remove();
      try {
        begin(context, message);
      } finally {
        message.release();
      }
    }
    pumping = false;
    if (current == null && clock != null) {
      clock.enter(RequestClock.Phase.IDLE);
    }
  }

  private void begin(ChannelHandlerContext ctx, FullHttpRequest message) {
    keepAlive = HttpUtil.isKeepAlive(message);
    chunked = clock != null && message.protocolVersion().minorVersion() == 1;
    Channel connection = clock == null ? ctx.channel().parent() : ctx.channel();
    Request request;
    try {
      request = service.reader().read(message, connection, clock == null);
    } catch (RefusedRequestException e) {
      LOG.debug("{} refused: {}", ctx.channel(), e.sentence());
      refuse(ctx, e.status(), e.sentence());
      return;
    }
    headOnly = request.isHead();
    acceptsGzip = request.acceptsGzip();
    HttpExchange exchange = null;
    try {
      Dispatch dispatch = service.dispatch(request);
      exchange = new HttpExchange(dispatch.request(), this, connection, ctx.executor());
      current = exchange;
      dispatch.handler().handle(exchange);
    } catch (RuntimeException e) { // a bug of ours: this connection ends, the server lives
      LOG.error("{} {} failed", request.method(), request.path(), e);
      current = null;
      refuse(ctx, 500, HttpExchange.OUR_FAULT);
    }
  }

  private void refuse(ChannelHandlerContext ctx, int status, String sentence) {
    writeLast(ctx, ResponseWriter.whole(Response.text(status, sentence), false, false));
  }

  /// Answers the current exchange.
  void respond(HttpExchange exchange, Response response) {
    ChannelHandlerContext ctx = context;
    if (exchange != current || ctx == null) {
      response.drop();
      return;
    }
    current = null;
    boolean staying = keepAlive && !response.isClosing();
    if (staying && clock != null && !headOnly) {
      write(ctx.pipeline().context(clock), response);
    } else {
      FullHttpResponse message = ResponseWriter.whole(response, acceptsGzip, headOnly);
      if (!staying) {
        writeLast(ctx, message);
        return;
      }
      ctx.writeAndFlush(message);
    }
    resumeReading(ctx);
    pump();
  }

  /// Answers over HTTP/1, after which the connection lives on: what nearly all answers are, so they
  /// do not go through the codec.
  ///
  /// @param ctx before the codec, but behind what encrypts
  private void write(ChannelHandlerContext ctx, Response response) {
    ResponseWriter.Body sent = ResponseWriter.Body.of(response, acceptsGzip);
    int length = sent.length();
    if (length <= SmallAnswers.BODY_BYTES) {
      SmallAnswers.send(ctx, response, sent, waiting.isEmpty());
      return;
    }
    // A socket that is closed already has no options; its handlers are about to be told.
    if (length > UNSENT_BYTES && !roomy && ctx.channel().isOpen()) {
      roomy = true;
      // Other kinds of channels do not know the option.
      ctx.channel().config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
    }
    ByteBuf body = sent.bytes();
    if (FileAnswers.take(ctx.channel(), body)) {
      FileAnswers.send(ctx, response, sent, body);
      return;
    }
    ByteBuf head = ctx.alloc().buffer(ResponseWriter.HEAD_BYTES);
    ResponseWriter.writeHead(response, sent, head);
    ctx.write(head);
    ctx.writeAndFlush(body);
  }

  private void resumeReading(ChannelHandlerContext ctx) {
    if (waiting.size() < service.limits().pipelinedRequests() / 4) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void writeLast(ChannelHandlerContext ctx, HttpResponse message) {
    closing = true;
    dropWaiting();
    if (clock == null) {
      ctx.writeAndFlush(message);
      return;
    }
    message.headers().set(HttpHeaderNames.CONNECTION, "close");
    ctx.channel().config().setAutoRead(true);
    closeBehind(ctx.writeAndFlush(message), clock);
  }

  /// Closes an HTTP/1 connection when the peer has taken the last answer, or takes none of it.
  private static void closeBehind(ChannelFuture last, RequestClock clock) {
    clock.enter(RequestClock.Phase.LAST);
    last.addListener(_ -> LingeringClose.close(last.channel()));
  }

  /// Answers the current exchange with a body that comes in parts.
  void respondInParts(HttpExchange exchange, Response head, Consumer<BodyInParts> start) {
    if (exchange == current && headOnly) {
      respond(exchange, head);
      return;
    }
    ChannelHandlerContext ctx = context;
    head.drop();
    if (exchange != current || ctx == null) {
      return;
    }
    HttpResponse message = ResponseWriter.head(head);
    boolean known = HttpUtil.isContentLengthSet(message);
    HttpUtil.setTransferEncodingChunked(message, chunked && !known);
    keepAlive &= chunked || known || clock == null;
    if (!keepAlive) {
      message.headers().set(HttpHeaderNames.CONNECTION, "close");
    } else if (clock != null) {
      HttpUtil.setKeepAlive(message, true);
    }
    ctx.writeAndFlush(message);
    long stuckMillis = service.limits().stuckTimeoutMillis();
    start.accept(new BodyInParts(ctx.channel(), stuckMillis, () -> endParts(exchange)));
  }

  private void endParts(HttpExchange exchange) {
    ChannelHandlerContext ctx = context;
    if (exchange != current || ctx == null) {
      return;
    }
    current = null;
    ChannelFuture written = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    if (keepAlive || clock == null) {
      resumeReading(ctx);
      pump();
    } else {
      closing = true;
      dropWaiting();
      closeBehind(written, clock);
    }
  }

  /// Answers the current exchange with a body that has no end.
  void respondEndlessly(
      HttpExchange exchange, Response head, Function<EndlessBody, Runnable> start) {
    ChannelHandlerContext ctx = context;
    head.drop();
    if (exchange != current || ctx == null) {
      return;
    }
    HttpResponse message = ResponseWriter.head(head);
    current = null;
    closing = true;
    dropWaiting();
    Channel channel = ctx.channel();
    if (clock == null) {
      ctx.writeAndFlush(message);
      channel.pipeline().replace(this, "endless", new EndlessTail(service.limits()));
      open(channel, start.apply(new EndlessBody.Http2(channel)));
    } else {
      message.headers().set(HttpHeaderNames.CONNECTION, "close");
      if (chunked) {
        message.headers().set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
      }
      ctx.writeAndFlush(message);
      HttpPipeline.leaveHttp(channel.pipeline(), new EndlessTail(service.limits()));
      open(
          channel,
          start.apply(chunked ? new EndlessBody.Chunks(channel) : new EndlessBody.Raw(channel)));
    }
    channel.config().setAutoRead(true);
  }

  private static void open(Channel channel, Runnable whenGone) {
    channel.pipeline().get(EndlessTail.class).whenGone(whenGone);
  }

  /// Takes the connection of the current exchange over to WebSocket.
  void webSocket(HttpExchange exchange, Function<WebSocket, WebSocket.Listener> open) {
    ChannelHandlerContext ctx = context;
    if (exchange != current || ctx == null) {
      return;
    }
    current = null;
    closing = true;
    dropWaiting();
    WebSocketUpgrade.upgrade(ctx.channel(), this, exchange.request(), open);
    ctx.channel().config().setAutoRead(true);
  }

  private void dropWaiting() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  private void lost() {
    dropWaiting();
    HttpExchange exchange = current;
    current = null;
    if (exchange != null) {
      exchange.gone();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lost();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    context = null;
    lost();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event != RequestClock.TooSlow.REQUEST) {
      ctx.fireUserEventTriggered(event);
    } else if (current == null && !closing) {
      refuse(ctx, 408, "The request took too long to arrive");
    } else {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof CodecException) {
      LOG.debug("{} closed: {}", ctx.channel(), cause.toString());
    } else {
      LOG.error("{} failed", ctx.channel(), cause);
    }
    ctx.close();
  }
}
