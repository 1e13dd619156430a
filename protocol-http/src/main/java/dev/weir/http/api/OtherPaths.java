package dev.weir.http.api;

import dev.weir.http.HttpExchange;
import dev.weir.http.HttpHandler;
import dev.weir.http.Query;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.nio.charset.StandardCharsets;

/// What the API's port answers at all other paths: a call, if there is one, as MistServer's clients
/// send them; else a page that says where the API is.
final class OtherPaths implements HttpHandler {
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Weir</title>
      <h1>Weir</h1>
      <p>The JSON API of this server is at <a href="/api">/api</a>; <a href="/api/schema">/api/schema</a>
      describes it.</p>
      </html>
      """;

  private final ApiHandler api;

  OtherPaths(ApiHandler api) {
    this.api = api;
  }

  @Override
  public void handle(HttpExchange exchange) {
    Request request = exchange.request();
    if (request.query().has("command") || inForm(request)) {
      api.handle(exchange);
    } else {
      exchange.respond(
          Response.of(200, "text/html; charset=utf-8", PAGE)
              .with("X-Info", "To force an API response, request the file /api")
              .with("Content-Security-Policy", "default-src 'none'"));
    }
  }

  private static boolean inForm(Request request) {
    return request.method().equals("POST")
        && Query.parse(new String(request.body().toByteArray(), StandardCharsets.UTF_8))
            .has("command");
  }
}
