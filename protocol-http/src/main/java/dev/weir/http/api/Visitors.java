package dev.weir.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.control.Caller;
import dev.weir.control.Door;
import dev.weir.control.Door.Decision;
import dev.weir.control.Door.Visitor;
import dev.weir.http.HttpExchange;
import dev.weir.http.Request;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Takes those who come by HTTP to the door, and remembers on their connection who was let in.
final class Visitors {
  private static final AttributeKey<Caller> CALLER = AttributeKey.valueOf(Visitors.class, "caller");

  /// Fields that proxies write: who sends them does not ask for himself.
  private static final List<String> PROXY_FIELDS =
      List.of("X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "X-Mst-Path", "Forwarded", "Via");

  private final Door door;
  private final LocalMachine machine = new LocalMachine();

  Visitors(Door door) {
    this.door = door;
  }

  /// Who sends a request with this member `authorize`.
  Decision decide(HttpExchange exchange, JsonNode authorize) {
    Request request = exchange.request();
    boolean ours = SameSite.holds(request);
    boolean local = machine.has(exchange.peer().getAddress());
    Caller known = ours ? exchange.connectionAttributes().attr(CALLER).get() : null;
    Visitor visitor =
        new Visitor(address(request), local && ours && isDirect(request), local && ours, known);
    Decision decision = door.decide(authorize, visitor);
    if (ours && decision.caller() != null && !visitor.exempt()) {
      exchange.connectionAttributes().attr(CALLER).set(decision.caller());
    }
    return decision;
  }

  /// Who shows this token.
  Optional<Caller> token(Request request, String token) {
    return door.token(token, address(request));
  }

  /// Forgets who was let in.
  void logout(HttpExchange exchange) {
    exchange.connectionAttributes().attr(CALLER).set(null);
  }

  private boolean isDirect(Request request) {
    return PROXY_FIELDS.stream().noneMatch(request.headers()::contains)
        && machine.isCalled(request.origin().host());
  }

  private static InetAddress address(Request request) {
    return request.client().getAddress();
  }
}
