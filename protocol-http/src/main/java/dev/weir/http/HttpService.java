package dev.weir.http;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/// What all connections of a server share: limits, routes, and how a request finds its handler.
/// Immutable.
final class HttpService {
  private final HttpLimits limits;
  private final Predicate<InetAddress> trusted;
  private final RequestReader reader;
  private final Router router;

  HttpService(HttpLimits limits, Predicate<InetAddress> trusted, Router router) {
    this.limits = limits;
    this.trusted = trusted;
    this.reader = new RequestReader(new ForwardedFor(trusted));
    this.router = router;
  }

  HttpLimits limits() {
    return limits;
  }

  /// Which peers are proxies whose word on who asks is taken.
  Predicate<InetAddress> trusted() {
    return trusted;
  }

  RequestReader reader() {
    return reader;
  }

  Dispatch dispatch(Request request) {
    if (request.method().equals("OPTIONS")) {
      return new Dispatch(request, exchange -> exchange.respond(options(request.path())));
    }
    Optional<Router.Found> found = router.find(request.method(), request.path());
    if (found.isEmpty()) {
      return new Dispatch(request, HttpService::nothingThere);
    }
    Route route = found.get().route();
    if (!route.allows(request.method())) {
      return new Dispatch(request, exchange -> exchange.respond(notAllowed(request.path())));
    }
    if (request.wantsWebSocket() && !WebSocketUpgrade.isAcceptable(request)) {
      return new Dispatch(request, HttpService::badHandshake);
    }
    return new Dispatch(request.routed(found.get().stream(), found.get().rest()), route.handler());
  }

  private Response options(String path) {
    String allow = path.equals("*") ? "GET, HEAD, OPTIONS, POST" : router.allow(path);
    if (allow.isEmpty()) {
      return unsupported();
    }
    return Response.empty(200).with("Allow", allow).with("Access-Control-Allow-Methods", allow);
  }

  private Response notAllowed(String path) {
    return Response.text(405, "This address does not take that method")
        .with("Allow", router.allow(path));
  }

  private static void nothingThere(HttpExchange exchange) {
    exchange.respond(unsupported());
  }

  private static Response unsupported() {
    return Response.of(
            415,
            "text/html; charset=utf-8",
            "<!DOCTYPE html><title>Unsupported Media Type</title>"
                + "<h1>Unsupported Media Type</h1>Nothing here is served at this address.\n")
        .closing();
  }

  private static void badHandshake(HttpExchange exchange) {
    exchange.respond(
        Response.text(426, "This is no WebSocket handshake of version 13")
            .with("Upgrade", "websocket")
            .with("Sec-WebSocket-Version", "13")
            .closing());
  }
}
