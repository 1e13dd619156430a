package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.function.Consumer;

/// The calls about the server itself.
public final class ServerCalls {
  private final ServerFacts server;
  private final Listening listening;
  private final Consumer<String> shutdown;

  /// @param shutdown begins to stop the server, given the reason, and returns at once
  public ServerCalls(ServerFacts server, Listening listening, Consumer<String> shutdown) {
    this.server = server;
    this.listening = listening;
    this.shutdown = shutdown;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.read(
            "api_endpoint",
            Request.ANY,
            "where this API can be reached on its own machine",
            (_, reply) -> reply.put(JsonNodeFactory.instance.textNode(listening.apiEndpoint()))),
        Call.read("version", Request.ANY, "which server this is", (_, reply) -> version(reply)),
        Call.admin(
            "shutdown",
            Request.ANY,
            "stops the server, if asked on its own machine; a text is the reason",
            this::shutdown));
  }

  private void version(Reply reply) {
    reply.put(
        JsonNodeFactory.instance
            .objectNode()
            .put("version", server.version())
            .put("release", "Weir")
            .put("date", server.built().map(time -> time.toLocalDate().toString()).orElse(""))
            .put("time", server.built().map(time -> time.toLocalTime().toString()).orElse("")));
  }

  private void shutdown(JsonNode request, Reply reply) {
    boolean local = reply.caller().local();
    reply.put(
        JsonNodeFactory.instance.textNode(
            local ? "Shutting down" : "Ignored - only local users may request shutdown"));
    if (local) {
      String reason = request.isTextual() ? request.textValue() : "";
      reply.changed("shutdown asked for");
      shutdown.accept(reason);
    }
  }
}
