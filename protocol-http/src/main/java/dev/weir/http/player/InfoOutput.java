package dev.weir.http.player;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.StreamName;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpExchange;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.Stream;
import java.util.Optional;
import java.util.function.Function;

/// Answers `/json_STREAM.js`, which is a WebSocket too for those who want to hear of changes, and
/// `/info_STREAM.js`; asking starts a stream whose source we open ourselves. Called on any event
/// loop.
final class InfoOutput {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpAdmissions admissions;
  private final InfoJson info;

  InfoOutput(HttpAdmissions admissions, InfoJson info) {
    this.admissions = admissions;
    this.info = info;
  }

  /// The info alone, once or at each change.
  void json(HttpExchange exchange) {
    Optional<StreamName> name = StreamName.clean(exchange.request().stream());
    if (exchange.request().wantsWebSocket() && name.isPresent()) {
      exchange.when(
          admissions.inform(exchange, name.get()),
          result ->
              exchange.webSocket(socket ->
                  new InfoSocket(socket, exchange, name.get(), admissions, this).start(result)));
    } else {
      describe(exchange, node -> Response.of(200, "application/json", text(node)));
    }
  }

  /// The info as a script, which puts it into the global `mistvideo`.
  void script(HttpExchange exchange) {
    String written = exchange.request().stream();
    String key = StreamName.clean(written).map(StreamName::full).orElse(written);
    describe(
        exchange,
        node ->
            Response.of(
                200,
                "application/javascript; charset=utf-8",
                """
                // What there is of a stream, for the player
                if (typeof mistvideo === "undefined") { var mistvideo = {}; }
                mistvideo[%s] = %s;
                """
                    .formatted(quoted(key), text(node))));
  }

  private void describe(HttpExchange exchange, Function<ObjectNode, Response> answer) {
    Optional<StreamName> name = StreamName.clean(exchange.request().stream());
    if (name.isEmpty()) {
      exchange.respond(answer.apply(info.failed("That is no stream name")));
      return;
    }
    exchange.when(
        admissions.inform(exchange, name.get()),
        result -> {
          Response response = answer.apply(describe(exchange.request(), result));
          exchange.respond(
              visit(result)
                  .map(visit -> admissions.withToken(exchange, visit, response))
                  .orElse(response));
        });
  }

  private static Optional<Visit> visit(ViewResult result) {
    return switch (result) {
      case ViewResult.Admitted(Visit visit, _) -> Optional.of(visit);
      case ViewResult.AdmittedOnDemand(Visit visit, _) -> Optional.of(visit);
      case ViewResult.NotThere _, ViewResult.Refused _ -> Optional.empty();
    };
  }

  /// What there is to say about what was found.
  ObjectNode describe(Request request, ViewResult result) {
    return switch (result) {
      case ViewResult.Admitted(Visit visit, Stream stream) -> online(request, visit, stream);
      case ViewResult.AdmittedOnDemand(Visit visit, OnDemandStream stream) ->
          online(request, visit, StreamFacts.of(stream));
      case ViewResult.NotThere(_, String sentence) -> info.failed(sentence);
      case ViewResult.Refused(String sentence) -> info.failed(sentence);
    };
  }

  /// What there is to say about a live stream that plays.
  ///
  /// @param visit of whoever asks
  ObjectNode online(Request request, Visit visit, Stream stream) {
    return online(request, visit, StreamFacts.of(stream));
  }

  private ObjectNode online(Request request, Visit visit, StreamFacts facts) {
    String token = admissions.tokenVariable(visit);
    return info.online(
        request.token().isEmpty() ? facts : facts.shownBy(request.token()),
        request.origin(),
        request.query().has("inclzero"),
        token.isEmpty() ? "" : "?" + token);
  }

  /// What there is to say about one that does not.
  ObjectNode failed(String sentence) {
    return info.failed(sentence);
  }

  /// A string in JSON and JavaScript that may also stand inside a page.
  static String quoted(String text) {
    return text(JSON.getNodeFactory().textNode(text));
  }

  /// A value as it may stand inside a page too.
  static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }
}
