package dev.weir.http;

/// Answers the requests of one route.
@FunctionalInterface
public interface HttpHandler {

  /// Answers now, or later from any thread. Called on the connection's event loop, so it must not
  /// block; an exception it throws is answered 500 and closes the connection.
  void handle(HttpExchange exchange);
}
