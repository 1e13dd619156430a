package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.weir.config.ApiConfig.Scope;
import dev.weir.config.StreamName;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamTags;
import dev.weir.stream.Streams;
import dev.weir.target.PushStatus;
import dev.weir.target.Pushes;
import dev.weir.target.Target;
import java.util.ArrayList;
import java.util.List;

/// The calls that start, show and stop recordings and restreams.
public final class PushCalls {
  private static final String LEGAL = "legal: [stream, target], {stream, target}";

  private final Pushes pushes;
  private final Streams streams;
  private final StreamTags tags;

  /// @param pushes that run
  /// @param streams that run
  /// @param tags of streams
  public PushCalls(Pushes pushes, Streams streams, StreamTags tags) {
    this.pushes = pushes;
    this.streams = streams;
    this.tags = tags;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.control(
            "push_start",
            Request.OBJECTS,
            "takes a stream to a target: [stream, target] or {stream, target}; base+ and #tag"
                + " stand for all such streams that run",
            this::start),
        Call.control(
            "push_stop",
            Request.ANY,
            "stops pushes, by id or stream",
            (request, reply) -> stop(request, reply, false)),
        Call.control(
            "push_stop_graceful",
            Request.ANY,
            "stops pushes when they have delivered what they have begun",
            (request, reply) -> stop(request, reply, true)),
        Call.read(
            "push_list",
            Request.ANY,
            "what is pushed: [[id, stream, target, used target, log, status], …], or null",
            (_, reply) -> reply.put(list(reply.caller().may(Scope.CONTROL)))));
  }

  private void start(JsonNode request, Reply reply) throws CallException {
    JsonNode stream = request.isArray() ? request.path(0) : request.path("stream");
    JsonNode target = request.isArray() ? request.path(1) : request.path("target");
    if (!stream.isTextual() || !target.isTextual()) {
      throw new CallException("", request.toString(), LEGAL);
    }
    Target parsed;
    try {
      parsed = Target.parse(target.textValue());
    } catch (IllegalArgumentException e) {
      throw new CallException("", "", String.valueOf(e.getMessage()));
    }
    for (StreamName name : named(stream.textValue())) {
      if (pushes.start(name, target.textValue()).isEmpty()) {
        throw new CallException("", name.full(), "there are too many pushes");
      }
      reply.changed("push of " + name + " to " + parsed.shown() + " started");
    }
  }

  private List<StreamName> named(String written) throws CallException {
    if (written.startsWith("#") || written.endsWith("+")) {
      return streams.all().stream()
          .map(Stream::name)
          .filter(name -> tags.means(written, name))
          .toList();
    }
    return List.of(
        StreamName.clean(written)
            .orElseThrow(() -> new CallException("", written, "is no name of a stream")));
  }

  private void stop(JsonNode request, Reply reply, boolean patient) throws CallException {
    List<JsonNode> wanted = new ArrayList<>();
    if (request.isArray()) {
      request.forEach(wanted::add);
    } else {
      wanted.add(request);
    }
    for (JsonNode one : wanted) {
      if (!stop(one, patient)) {
        reply.error("", one.asText(), "there is no such push");
      } else {
        reply.changed("push " + one.asText() + " stopped");
      }
    }
  }

  private boolean stop(JsonNode one, boolean patient) throws CallException {
    if (one.canConvertToInt() && one.isIntegralNumber()) {
      return pushes.stop(one.intValue(), patient);
    }
    if (!one.isTextual()) {
      throw new CallException("", one.toString(), "legal: an id, a stream, a list of them");
    }
    String text = one.textValue();
    if (text.matches("\\d{1,9}")) {
      return pushes.stop(Integer.parseInt(text), patient);
    }
    return StreamName.clean(text).map(name -> pushes.stop(name, patient)).orElse(false);
  }

  /// @param whole whether the caller may see what is secret in targets
  private JsonNode list(boolean whole) {
    List<PushStatus> all = pushes.list();
    if (all.isEmpty()) {
      return NullNode.instance;
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (PushStatus push : all) {
      String used = whole ? push.usedTarget() : Secrets.ofTarget(push.usedTarget());
      list.addArray()
          .add(push.id())
          .add(push.stream())
          .add(whole ? push.target() : Secrets.ofTarget(push.target()))
          .add(used)
          .add(push.logJson())
          .add(push.json().put("current_target", used));
    }
    return list;
  }
}
