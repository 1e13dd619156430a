package dev.weir.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/// The calls about the log.
public final class LogCalls {
  private static final int SHOWN = 100;

  private final EventLog log;

  /// @param log each event is `[time, kind, message, stream, pid, program, place]`
  public LogCalls(EventLog log) {
    this.log = log;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.read(
            "log",
            Request.ANY,
            "the last " + SHOWN + " lines of the log: [time, kind, message, …]",
            (_, reply) -> {
              ArrayNode lines = JsonNodeFactory.instance.arrayNode();
              log.last(SHOWN).forEach(lines::add);
              reply.put(lines);
            }),
        Call.control(
            "clearstatlogs",
            Request.ANY,
            "forgets the lines of the log that were kept",
            (_, reply) -> {
              log.clear();
              reply.changed("log cleared");
            }));
  }
}
