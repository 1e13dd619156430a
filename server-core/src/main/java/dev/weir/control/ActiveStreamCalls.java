package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.StreamName;
import dev.weir.control.StreamFields.Subject;
import dev.weir.stream.Streams;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// `active_streams` and `stats_streams`: what runs, with as many figures as are asked for.
public final class ActiveStreamCalls {
  private final Streams streams;
  private final StreamFigures figures;

  /// @param streams what runs
  /// @param figures what is counted
  public ActiveStreamCalls(Streams streams, StreamFigures figures) {
    this.streams = streams;
    this.figures = figures;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.read(
            "active_streams",
            Request.ANY,
            "the streams that run: their names, or with a list of fields or an object "
                + "{fields, streams, longform} their figures",
            (request, reply) -> show(request, active(), reply)),
        Call.read(
            "proc_list",
            Request.ANY,
            "the processes that transcode a stream, which this server has none of",
            (_, reply) -> reply.put(JsonNodeFactory.instance.objectNode())),
        Call.read(
            "stats_streams",
            Request.ANY,
            "the same for all streams of which something is still known",
            (request, reply) -> show(request, known(), reply)));
  }

  private Collection<StreamName> active() {
    Set<StreamName> names = new LinkedHashSet<>();
    streams.all().forEach(stream -> names.add(stream.name()));
    streams.onDemand().forEach(stream -> names.add(stream.name()));
    return names;
  }

  private Collection<StreamName> known() {
    Set<StreamName> names = new LinkedHashSet<>(active());
    names.addAll(figures.remembered());
    return names;
  }

  private void show(JsonNode request, Collection<StreamName> names, Reply reply)
      throws CallException {
    if (request.isObject()) {
      reply.put(inDetail(request, names));
    } else if (request.isArray()) {
      ObjectNode values = JsonNodeFactory.instance.objectNode();
      List<String> fields = texts(request);
      names.forEach(name -> values.set(name.full(), inOrder(fields, subject(name))));
      reply.put(values);
    } else {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      names.forEach(name -> list.add(name.full()));
      reply.put(list);
    }
  }

  private JsonNode inDetail(JsonNode request, Collection<StreamName> names) throws CallException {
    List<String> fields =
        request.path("fields").isArray() ? texts(request.get("fields")) : StreamFields.usual();
    boolean named = request.path("longform").asBoolean();
    List<String> wanted = wanted(request);
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    for (StreamName name : names) {
      if (wanted.isEmpty() || wanted.stream().anyMatch(pattern -> matches(pattern, name))) {
        Subject subject = subject(name);
        data.set(name.full(), named ? byName(fields, subject) : inOrder(fields, subject));
      }
    }
    if (named) {
      return data;
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    fields.forEach(answer.putArray("fields")::add);
    answer.set("data", data);
    return answer;
  }

  private static List<String> wanted(JsonNode request) throws CallException {
    List<String> wanted = new ArrayList<>();
    for (String member : List.of("stream", "streams")) {
      if (request.has(member)) {
        wanted.addAll(Names.of(request.get(member)));
      }
    }
    return wanted;
  }

  /// `name` is that stream, `name+` all its wildcard streams.
  private static boolean matches(String pattern, StreamName name) {
    return pattern.endsWith("+")
        ? name.full().startsWith(pattern)
        : StreamName.clean(pattern).filter(name::equals).isPresent();
  }

  private Subject subject(StreamName name) {
    return new Subject(name, streams.find(name), streams.findOnDemand(name), figures.of(name));
  }

  private static ArrayNode inOrder(List<String> fields, Subject subject) {
    ArrayNode values = JsonNodeFactory.instance.arrayNode();
    fields.forEach(field -> values.add(StreamFields.value(field, subject)));
    return values;
  }

  private static ObjectNode byName(List<String> fields, Subject subject) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    fields.forEach(field -> values.set(field, StreamFields.value(field, subject)));
    return values;
  }

  private static List<String> texts(JsonNode list) throws CallException {
    List<String> fields = Names.of(list);
    for (String field : fields) {
      if (!StreamFields.all().contains(field)) {
        throw new CallException(
            "fields", field, "no such field; legal: " + String.join(", ", StreamFields.all()));
      }
    }
    return fields;
  }
}
