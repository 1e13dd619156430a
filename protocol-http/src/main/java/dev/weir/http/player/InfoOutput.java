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
import dev.weir.stream.Stream;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers `/json_STREAM.js` and `/info_STREAM.js`; asking starts a stream whose source we open
/// ourselves. Called on any event loop.
final class InfoOutput {
  private static final Logger LOG = LoggerFactory.getLogger(InfoOutput.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpAdmissions admissions;
  private final InfoJson info;

  InfoOutput(HttpAdmissions admissions, InfoJson info) {
    this.admissions = admissions;
    this.info = info;
  }

  /// The info alone.
  void json(HttpExchange exchange) {
    describe(exchange, node -> Response.of(200, "application/json", text(node)));
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
    admissions
        .inform(exchange, name.get())
        .whenComplete((result, failure) ->
            exchange.respond(
                admissions.withToken(
                    exchange, answer.apply(describe(exchange.request(), result, failure)))));
  }

  private ObjectNode describe(
      Request request, @Nullable ViewResult result, @Nullable Throwable failure) {
    return switch (result) {
      case ViewResult.Admitted(_, Stream stream) ->
          info.online(StreamFacts.of(stream), request.origin(), request.query().has("inclzero"));
      case ViewResult.NotThere(_, String sentence) -> info.failed(sentence);
      case ViewResult.Refused(String sentence) -> info.failed(sentence);
      case null -> {
        LOG.error("opening {} failed", request.path(), failure);
        yield info.failed("The server failed, and it is in its log");
      }
    };
  }

  /// A string in JSON and JavaScript that may also stand inside a page.
  static String quoted(String text) {
    return text(JSON.getNodeFactory().textNode(text));
  }

  private static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }
}
