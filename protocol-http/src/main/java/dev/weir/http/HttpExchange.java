package dev.weir.http;

import io.netty.channel.Channel;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.AttributeMap;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and the one answer to it, the same for HTTP/1, HTTP/2 and WebSockets.
///
/// Exactly one of [#respond], [#respondEndlessly], [#respondInParts] and [#webSocket] is called,
/// once, from any thread; they hop to the connection's event loop and are without effect if the
/// peer has left.
public final class HttpExchange {
  /// What is answered when we have made a mistake.
  static final String OUR_FAULT = "This is our fault, and it is in the log";

  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);

  private final ExchangeHandler connection;
  private final Channel channel;
  private final EventExecutor loop;
  private final AtomicBoolean answered = new AtomicBoolean();

  private volatile Request request; // changed before its handler sees it, if at all

  // Confined to the loop.
  private @Nullable Runnable whenGone;
  private boolean gone;

  /// @param channel the TCP connection, also for a stream of an HTTP/2 one
  HttpExchange(Request request, ExchangeHandler connection, Channel channel, EventExecutor loop) {
    this.request = request;
    this.connection = connection;
    this.channel = channel;
    this.loop = loop;
  }

  /// What is asked.
  public Request request() {
    return request;
  }

  /// Has it read as another: before its handler sees it.
  void readAs(Request other) {
    request = other;
  }

  /// Who really is at the other end of the connection, be it a proxy.
  public InetSocketAddress peer() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  /// The event loop of its connection.
  public EventExecutor loop() {
    return loop;
  }

  /// What is kept as long as the connection lives, whatever the number of its requests.
  public AttributeMap connectionAttributes() {
    return channel;
  }

  /// What is kept under `type` as long as the connection lives; made when first asked for.
  ///
  /// @param whenClosed called on the connection's loop when it is closed
  public <T> T whileConnected(Class<T> type, Supplier<T> make, Consumer<T> whenClosed) {
    Attribute<T> kept = channel.attr(AttributeKey.valueOf(type.getName()));
    T known = kept.get();
    if (known != null) {
      return known;
    }
    T made = make.get();
    T before = kept.setIfAbsent(made);
    if (before != null) {
      return before;
    }
    channel.closeFuture().addListener(_ -> whenClosed.accept(made));
    return made;
  }

  /// Answers, and ends the exchange.
  public void respond(Response response) {
    claim();
    answer(response);
  }

  private void answer(Response response) {
    try {
      onLoop(() -> connection.respond(this, response));
    } catch (RejectedExecutionException _) { // the server is closing
      response.drop();
    }
  }

  /// Sends the head of an answer whose body has no end.
  ///
  /// Over HTTP/1 the connection ends with the body, and after the head the HTTP handlers leave the
  /// pipeline, so that what `start` writes goes straight to the socket.
  ///
  /// @param head status and header fields; its body is not sent
  /// @param start called on the loop with where to write; returns what is to be done, on the loop
  ///   and once, when the viewer has left or the body was ended
  public void respondEndlessly(Response head, Function<EndlessBody, Runnable> start) {
    claim();
    onLoop(() -> connection.respondEndlessly(this, head, start));
  }

  /// Sends the head of an answer whose body comes in parts, and has an end.
  ///
  /// @param head status and header fields; its body is not sent
  /// @param start called on the loop with where to write; [#onGone] tells if the peer leaves
  public void respondInParts(Response head, Consumer<BodyInParts> start) {
    claim();
    onLoop(() -> connection.respondInParts(this, head, start));
  }

  /// Sends the head of an answer whose body comes in parts, `bytes` in sum.
  ///
  /// @param start as above; ends the body when all of it is written, or aborts it
  public void respondInParts(Response head, long bytes, Consumer<BodyInParts> start) {
    claim();
    Response full = head.with("Content-Length", Long.toString(bytes));
    onLoop(() -> connection.respondInParts(this, full, start));
  }

  /// Goes on as a WebSocket; for a request that [Request#wantsWebSocket].
  ///
  /// @param open called on the loop when the handshake is written
  public void webSocket(Function<WebSocket, WebSocket.Listener> open) {
    claim();
    onLoop(() -> connection.webSocket(this, open));
  }

  /// Goes on with `then` once `stage` has its result, on whatever thread that is. A failure on the
  /// way there or in `then` is a bug of ours: it is logged, and the peer does not wait for ever.
  public <T> void when(CompletionStage<T> stage, Consumer<? super T> then) {
    stage
        .thenAccept(then)
        .exceptionally(failure -> {
          LOG.error("{} {} failed", request.method(), request.path(), failure);
          if (answered.compareAndSet(false, true)) {
            answer(Response.text(500, OUR_FAULT));
          }
          return null;
        });
  }

  /// The same, on the loop.
  <T> void whenOnLoop(CompletionStage<T> stage, Consumer<? super T> then) {
    when(stage.thenAcceptAsync(then, loop), _ -> {});
  }

  /// Has `action` run on the loop if the peer leaves before it got its answer; at once if it has.
  public void onGone(Runnable action) {
    onLoop(() -> {
      whenGone = action;
      if (gone) {
        action.run();
      }
    });
  }

  /// Called on the loop when the connection is lost.
  void gone() {
    gone = true;
    if (whenGone != null) {
      whenGone.run();
    }
  }

  private void claim() {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException(request.method() + " " + request.path() + " answered twice");
    }
  }

  private void onLoop(Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
    } else {
      loop.execute(action);
    }
  }
}
