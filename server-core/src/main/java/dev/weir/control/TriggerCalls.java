package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.trigger.HandlerState;
import dev.weir.trigger.RecentCall;
import dev.weir.trigger.Triggers;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `trigger_calls`: what the handlers of triggers were called for lately, and what they said; so
/// that who writes one sees why it lets nobody in.
public final class TriggerCalls {
  private final Triggers triggers;

  /// @param triggers whose handlers are called
  public TriggerCalls(Triggers triggers) {
    this.triggers = triggers;
  }

  /// The one call.
  public List<Call> calls() {
    return List.of(
        Call.control(
            "trigger_calls",
            Request.ANY,
            "how often each trigger called a handler, how it stands with each handler, and the last"
                + " calls with their answers, newest first",
            (_, reply) -> reply.put(all())));
  }

  private JsonNode all() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    ObjectNode counts = all.putObject("triggers");
    triggers
        .figures()
        .forEach((trigger, figures) ->
            counts
                .putObject(trigger.name())
                .put("count", figures.calls())
                .put("ms", figures.millis())
                .put("fails", figures.failures()));
    ArrayNode handlers = all.putArray("handlers");
    for (HandlerState state : triggers.handlers()) {
      handlers
          .addObject()
          .put("handler", state.name())
          .put("dead", state.dead())
          .put("waiting", state.waiting())
          .put("queued", state.queued())
          .put("unanswered", state.unanswered())
          .put("dropped", state.dropped());
    }
    ArrayNode last = all.putArray("last");
    for (RecentCall call : triggers.recent()) {
      last.addObject()
          .put("time", TimeUnit.MILLISECONDS.toSeconds(call.unixMillis()))
          .put("trigger", call.trigger().name())
          .put("stream", call.stream())
          .put("handler", call.handler())
          .put("ms", call.tookMillis())
          .put("answer", call.answered() ? call.answer() : null);
    }
    return all;
  }
}
