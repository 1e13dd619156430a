package dev.weir.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The calls about updates, which the package manager of the machine makes: this server is always
/// the newest that it knows of, and replaces no program on its own.
public final class UpdateCalls {
  private final ServerFacts server;

  /// @param server which version this is
  public UpdateCalls(ServerFacts server) {
    this.server = server;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.read("update", Request.ANY, "which version runs", (_, reply) -> show(reply)),
        Call.read("checkupdate", Request.ANY, "the same", (_, reply) -> show(reply)),
        Call.admin("autoupdate", Request.ANY, "does nothing but say so", (_, reply) -> no(reply)),
        Call.admin("abortupdate", Request.ANY, "does nothing but say so", (_, reply) -> no(reply)));
  }

  private void no(Reply reply) {
    show(reply);
    reply.error("", "", "Weir does not update itself; install another package and start it");
  }

  private void show(Reply reply) {
    ObjectNode update = JsonNodeFactory.instance.objectNode();
    update.put("release", "Weir").put("version", server.version());
    update.put("date", server.built().map(time -> time.toLocalDate().toString()).orElse(""));
    reply.put("update", update.put("uptodate", 1));
  }
}
