package dev.weir.http.api;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.control.Caller;
import dev.weir.control.StreamEvents;
import dev.weir.http.HttpExchange;
import dev.weir.http.HttpHandler;
import dev.weir.http.Query;
import dev.weir.http.Response;
import dev.weir.http.api.EventSocket.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers `/ws`: the log, the sessions that end and the states of streams, as they happen.
///
/// The variables `logs` and `accs` (a number of old ones, or `since:UNIXTIME`) and `streams` say
/// what is wanted. Messages are lists whose first entry says what they are.
final class EventSockets implements HttpHandler {
  private static final int MOST = 200;

  private final Visitors visitors;
  private final ApiEvents events;
  private final AtomicInteger open = new AtomicInteger();

  EventSockets(Visitors visitors, ApiEvents events) {
    this.visitors = visitors;
    this.events = events;
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (!exchange.request().wantsWebSocket()) {
      exchange.respond(Response.text(426, "This is for WebSockets").with("Upgrade", "websocket"));
    } else if (open.incrementAndGet() > MOST) {
      open.decrementAndGet();
      exchange.respond(Response.text(503, "Too many listen already"));
    } else {
      // A login in the handshake may have to look something up; the loop does not wait for it.
      Thread.ofVirtual().name("weir-api").start(() -> open(exchange));
    }
  }

  private void open(HttpExchange exchange) {
    boolean allowed = caller(exchange).isPresent();
    List<Topic> topics = topics(exchange.request().query());
    exchange.onGone(open::decrementAndGet);
    exchange.webSocket(socket -> {
      EventSocket listener =
          new EventSocket(
              socket,
              authorize -> visitors.decide(exchange, authorize),
              topics,
              open::decrementAndGet);
      listener.begin(allowed);
      return listener;
    });
  }

  private Optional<Caller> caller(HttpExchange exchange) {
    String credentials = exchange.request().header("Authorization").orElse("");
    return credentials.startsWith("Bearer ")
        ? visitors.token(exchange.request(), credentials.substring(7).trim())
        : Optional.ofNullable(visitors.decide(exchange, MissingNode.getInstance()).caller());
  }

  private List<Topic> topics(Query query) {
    List<Topic> topics = new ArrayList<>();
    query.value("logs").ifPresent(old -> topics.add(Topic.of("log", events.log(), old)));
    query.value("accs").ifPresent(old -> topics.add(Topic.of("access", events.access(), old)));
    if (query.has("streams")) {
      StreamEvents streams = events.streams();
      topics.add(new Topic("stream", List.of(), streams::addListener, streams::removeListener));
    }
    return topics;
  }
}
