package dev.weir.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.http.HttpExchange;
import dev.weir.http.HttpHandler;
import dev.weir.http.Response;
import dev.weir.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Answers with what is measured, at a path that only those know who may: `/SECRET` for Prometheus,
/// `/SECRET.json` for load balancers.
///
/// Called on any event loop; measures on a thread that may block.
public final class MetricsOutput {
  private static final Pattern CALLBACK = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,127}");

  private final Supplier<String> secret;
  private final Metrics metrics;
  private final Function<HttpExchange, JsonNode> balancer;

  /// @param secret the path without the slash, as it is now; empty for none
  /// @param balancer what a load balancer is told
  public MetricsOutput(
      Supplier<String> secret, Metrics metrics, Function<HttpExchange, JsonNode> balancer) {
    this.secret = secret;
    this.metrics = metrics;
    this.balancer = balancer;
  }

  /// Answers what is at the secret paths, and leaves everything else to `other`.
  HttpHandler before(HttpHandler other) {
    return exchange -> {
      if (!handles(exchange)) {
        other.handle(exchange);
      }
    };
  }

  private boolean handles(HttpExchange exchange) {
    String wanted = exchange.request().path().substring(1);
    String known = secret.get();
    if (known.isEmpty()) {
      return false;
    }
    if (same(wanted, known)) {
      later(exchange, () -> Response.of(200, Metrics.textType(), metrics.text()));
      return true;
    }
    if (same(wanted, known + ".json")) {
      later(exchange, () -> json(exchange));
      return true;
    }
    return false;
  }

  private Response json(HttpExchange exchange) {
    String text = balancer.apply(exchange).toString();
    Optional<String> callback =
        exchange
            .request()
            .query()
            .value("callback")
            .or(() -> exchange.request().query().value("jsonp"))
            .filter(name -> CALLBACK.matcher(name).matches());
    return callback
        .map(name -> Response.of(200, "text/javascript", name + "(" + text + ");\n\n"))
        .orElseGet(() -> Response.of(200, "application/json", text));
  }

  private static void later(HttpExchange exchange, Supplier<Response> answer) {
    Thread.ofVirtual().name("weir-metrics").start(() -> exchange.respond(answer.get()));
  }

  // In a time that does not depend on how many characters were right.
  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
