package dev.weir.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.control.Api;
import dev.weir.control.CallException;
import dev.weir.control.Caller;
import dev.weir.control.Door.Decision;
import dev.weir.control.RequestText;
import dev.weir.http.HttpExchange;
import dev.weir.http.HttpHandler;
import dev.weir.http.Query;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Answers `/api` and `/api2`.
///
/// The request is the variable `command` of the URL or of a form, or the body itself if it is
/// `application/json`. Calls block, so each request is done on a virtual thread of its own, a few
/// at a time; what comes while very many wait is refused.
final class ApiHandler implements HttpHandler {
  private static final int AT_ONCE = 16;
  private static final int WAITING = 512;
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final Pattern CALLBACK =
      Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]{0,63}(\\.[A-Za-z_$][A-Za-z0-9_$]{0,63}){0,3}");

  private final Api api;
  private final Visitors visitors;
  private final boolean minimal;
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final AtomicInteger inside = new AtomicInteger(); // requests that are done or wait

  /// @param minimal whether answers hold only what is asked, and come without a callback
  ApiHandler(Api api, Visitors visitors, boolean minimal) {
    this.api = api;
    this.visitors = visitors;
    this.minimal = minimal;
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (inside.incrementAndGet() > AT_ONCE + WAITING) {
      inside.decrementAndGet();
      exchange.respond(Response.text(503, "Too many API requests wait already"));
      return;
    }
    Thread.ofVirtual()
        .name("weir-api")
        .start(() -> {
          try {
            answer(exchange);
          } finally {
            inside.decrementAndGet();
          }
        });
  }

  private void answer(HttpExchange exchange) {
    places.acquireUninterruptibly();
    try {
      exchange.respond(response(exchange));
    } finally {
      places.release();
    }
  }

  private Response response(HttpExchange exchange) {
    Request request = exchange.request();
    ObjectNode asked;
    try {
      asked = RequestText.parse(command(request));
    } catch (CallException e) {
      return wrapped(200, RequestText.refusal(e), request);
    }
    String credentials = request.header("Authorization").orElse("");
    if (credentials.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return byToken(request, asked, credentials.substring(7).trim());
    }
    boolean inHeader = credentials.regionMatches(true, 0, "json ", 0, 5);
    Decision decision =
        inHeader
            ? visitors.decide(exchange, parsed(credentials.substring(5)))
            : visitors.decide(exchange, asked.path("authorize"));
    if (inHeader && decision.caller() == null) {
      return wrapped(403, refused(decision), request)
          .with("WWW-Authenticate", "json " + decision.answer());
    }
    ObjectNode answer = decided(decision, asked);
    if (asked.has("logout")) {
      visitors.logout(exchange);
    }
    return wrapped(200, answer, request);
  }

  private ObjectNode decided(Decision decision, ObjectNode asked) {
    Caller caller = decision.caller();
    return caller == null
        ? refused(decision)
        : api.answer(asked, caller, minimal).set("authorize", decision.answer());
  }

  private static ObjectNode refused(Decision decision) {
    return JsonNodeFactory.instance.objectNode().put("LTS", 1).set("authorize", decision.answer());
  }

  private Response byToken(Request request, ObjectNode asked, String token) {
    Optional<Caller> caller = visitors.token(request, token);
    if (caller.isEmpty()) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode().put("LTS", 1);
      answer.putObject("authorize").put("status", "CHALL").put("error", "unknown token");
      return wrapped(401, answer, request).with("WWW-Authenticate", "Bearer");
    }
    ObjectNode answer = api.answer(asked, caller.get(), minimal);
    answer.putObject("authorize").put("status", "OK");
    return wrapped(200, answer, request);
  }

  private static JsonNode parsed(String text) {
    try {
      return RequestText.parse(text);
    } catch (CallException _) {
      return MissingNode.getInstance();
    }
  }

  private static String command(Request request) {
    String type = request.header("Content-Type").orElse("");
    String body = new String(request.body().toByteArray(), StandardCharsets.UTF_8);
    if (type.equals("application/json") || type.startsWith("application/json;")) {
      return body;
    }
    return request.query().value("command").or(() -> Query.parse(body).value("command")).orElse("");
  }

  /// The answer as JSON, or as a script that calls the function that was asked for.
  private Response wrapped(int status, ObjectNode answer, Request request) {
    String callback =
        request.query().value("callback").or(() -> request.query().value("jsonp")).orElse("");
    if (minimal || callback.isEmpty()) {
      return Response.of(status, SCRIPT, answer + "\n\n");
    }
    if (!CALLBACK.matcher(callback).matches()) {
      return Response.text(400, "The callback is not the name of a function");
    }
    return Response.of(status, SCRIPT, callback + "(" + answer + ");\n\n");
  }
}
