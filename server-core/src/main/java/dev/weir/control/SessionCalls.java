package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.session.SecondFacts;
import dev.weir.session.SessionFacts;
import dev.weir.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The calls about sessions: who is here, how much they take, and their end.
public final class SessionCalls {
  /// What the fields start with that players fill; they are given only to those who ask for them.
  private static final String CMCD = "cmcd_";

  /// What `sessid` was in 2017; given only to those who ask for it.
  private static final String CRC = "crc";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Map<String, Function<SessionFacts, JsonNode>> CLIENT_FIELDS = clientFields();
  private static final Map<String, ToLongFunction<SecondFacts>> TOTAL_FIELDS = totalFields();

  private final Sessions sessions;
  private final ServerFacts facts;

  /// @param sessions that are counted
  /// @param facts knows the time
  public SessionCalls(Sessions sessions, ServerFacts facts) {
    this.sessions = sessions;
    this.facts = facts;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.read(
            "clients",
            Request.ANY,
            "the sessions of a moment, with the fields that are asked for",
            (request, reply) ->
                reply.put(request.isArray() ? each(request, this::clients) : clients(request))),
        Call.read(
            "totals",
            Request.ANY,
            "viewers and bytes per second, second by second, for the last ten minutes",
            (request, reply) ->
                reply.put(request.isArray() ? each(request, this::totals) : totals(request))),
        Call.control(
            "invalidate_sessions",
            Request.NAMES,
            "asks the handlers of USER_NEW again about every session of a stream",
            (request, reply) -> {
              for (String stream : Names.of(request)) {
                sessions.invalidate(stream);
                reply.changed("sessions of " + stream + " invalidated");
              }
            }),
        Call.control(
            "stop_sessions",
            Request.NAMES,
            "stops the sessions of a stream (a text), of a protocol on a stream (an object), or of"
                + " protocols (a list)",
            this::stopSessions),
        Call.control(
            "stop_sessid",
            Request.NAMES,
            "stops the sessions of these ids",
            (request, reply) -> {
              for (String id : values(request)) {
                sessions.stopId(id);
                reply.changed("session " + id + " stopped");
              }
            }),
        Call.control(
            "stop_tag",
            Request.NAMES,
            "stops every session that has one of these tags",
            (request, reply) -> {
              for (String tag : values(request)) {
                sessions.stopTag(tag);
                reply.changed("sessions with tag " + tag + " stopped");
              }
            }),
        Call.control(
            "tag_sessid",
            Request.OBJECT,
            "adds tags to sessions, by id",
            (request, reply) ->
                request
                    .properties()
                    .forEach(member -> {
                      sessions.tag(member.getKey(), member.getValue().asText());
                      reply.changed(
                          "session " + member.getKey() + " tagged " + member.getValue().asText());
                    })));
  }

  private static ArrayNode each(JsonNode requests, Function<JsonNode, JsonNode> answer) {
    ArrayNode answers = JSON.arrayNode();
    requests.forEach(request -> answers.add(answer.apply(request)));
    return answers;
  }

  /// The texts in `request`, which for an object are its values.
  private static List<String> values(JsonNode request) {
    if (request.isContainerNode()) {
      List<String> texts = new ArrayList<>();
      request.forEach(value -> texts.add(value.asText()));
      return texts;
    }
    return List.of(request.asText());
  }

  private void stopSessions(JsonNode request, Reply reply) {
    if (request.isObject()) {
      request
          .properties()
          .forEach(member -> sessions.stop(member.getKey(), member.getValue().asText()));
    } else if (request.isArray()) {
      request.forEach(connector -> sessions.stop("", connector.asText()));
    } else {
      sessions.stop(request.asText(), "");
    }
    reply.changed("sessions stopped: " + request);
  }

  private ObjectNode clients(JsonNode request) {
    long now = facts.unixSeconds();
    long time = at(request.path("time"), now, now);
    List<String> fields = fields(request, CLIENT_FIELDS);
    Predicate<String> streams = streams(request);
    Predicate<String> protocols = named(request.path("protocols"));
    ObjectNode answer = JSON.objectNode().put("time", time);
    fields.forEach(answer.putArray("fields")::add);
    ArrayNode data = answer.putArray("data");
    for (SessionFacts session : sessions.list()) {
      long end = session.startUnixSeconds() + session.seconds();
      boolean there = session.startUnixSeconds() <= time && (!session.ended() || time <= end);
      if (there && streams.test(session.stream()) && protocols.test(session.connector())) {
        ArrayNode row = data.addArray();
        fields.forEach(field -> row.add(known(CLIENT_FIELDS, field).apply(session)));
      }
    }
    return answer;
  }

  private ObjectNode totals(JsonNode request) {
    long now = facts.unixSeconds();
    long end = Math.min(at(request.path("end"), now, now), now);
    long start = at(request.path("start"), now, now - 600);
    List<String> fields = fields(request, TOTAL_FIELDS);
    List<SecondFacts> seconds =
        start > end
            ? List.of()
            : sessions.seconds(start, end, streams(request), named(request.path("protocols")));
    ObjectNode answer = JSON.objectNode();
    if (seconds.isEmpty()) {
      answer.putNull("start").putNull("end");
    } else {
      answer.put("start", seconds.getFirst().unixSeconds());
      answer.put("end", seconds.getLast().unixSeconds());
    }
    fields.forEach(answer.putArray("fields")::add);
    if (seconds.isEmpty()) {
      return answer.putNull("interval").putNull("data");
    }
    if (seconds.size() > 1) {
      answer.putArray("interval").addArray().add(seconds.size() - 1).add(1);
    } else {
      answer.putArray("interval");
    }
    ArrayNode data = answer.putArray("data");
    for (SecondFacts second : seconds) {
      ArrayNode row = data.addArray();
      fields.forEach(field -> row.add(known(TOTAL_FIELDS, field).applyAsLong(second)));
    }
    return answer;
  }

  /// A Unix time; a negative one, and zero, count from now.
  private static long at(JsonNode time, long now, long usual) {
    if (!time.isNumber()) {
      return usual;
    }
    return time.longValue() <= 0 ? now + time.longValue() : time.longValue();
  }

  private static List<String> fields(JsonNode request, Map<String, ?> known) {
    List<String> fields = new ArrayList<>();
    request.path("fields").forEach(field -> fields.add(field.asText()));
    fields.removeIf(field -> !known.containsKey(field));
    return fields.isEmpty()
        ? known.keySet().stream()
            .filter(field -> !field.startsWith(CMCD) && !field.equals(CRC))
            .toList()
        : fields;
  }

  private static <T> T known(Map<String, T> all, String field) {
    return Objects.requireNonNull(all.get(field), field);
  }

  private static Predicate<String> streams(JsonNode request) {
    List<String> wanted = new ArrayList<>();
    request.path("streams").forEach(stream -> wanted.add(stream.asText()));
    return name ->
        wanted.isEmpty() || wanted.stream().anyMatch(stream -> Sessions.isOf(name, stream));
  }

  private static Predicate<String> named(JsonNode names) {
    List<String> wanted = new ArrayList<>();
    names.forEach(name -> wanted.add(name.asText()));
    return name -> wanted.isEmpty() || wanted.contains(name);
  }

  private static Map<String, Function<SessionFacts, JsonNode>> clientFields() {
    Map<String, Function<SessionFacts, JsonNode>> fields = new LinkedHashMap<>();
    fields.put("host", s -> JSON.textNode(s.host()));
    fields.put("stream", s -> JSON.textNode(s.stream()));
    fields.put("protocol", s -> JSON.textNode(s.connector()));
    fields.put("conntime", s -> JSON.numberNode(s.seconds()));
    // A live viewer is as far as the time that he has watched.
    fields.put("position", s -> JSON.numberNode(s.seconds()));
    fields.put("down", s -> JSON.numberNode(s.downBytes()));
    fields.put("up", s -> JSON.numberNode(s.upBytes()));
    fields.put("downbps", s -> JSON.numberNode(s.downBytesPerSecond()));
    fields.put("upbps", s -> JSON.numberNode(s.upBytesPerSecond()));
    fields.put("sessid", s -> JSON.textNode(s.id()));
    fields.put("pktcount", s -> JSON.numberNode(s.packets().sent()));
    fields.put("pktlost", s -> JSON.numberNode(s.packets().lost()));
    fields.put("pktretransmit", s -> JSON.numberNode(s.packets().resent()));
    fields.put(CRC, s -> JSON.numberNode(crc(s.token())));
    // What players say of themselves (CTA-5004), under the keys that they have there.
    fields.put(CMCD + "br", s -> said(s.player().bitRateKbps()));
    fields.put(CMCD + "bl", s -> said(s.player().bufferMillis()));
    fields.put(CMCD + "mtp", s -> said(s.player().throughputKbps()));
    fields.put(CMCD + "bs", s -> JSON.numberNode(s.player().starvations()));
    fields.put(CMCD + "reports", s -> JSON.numberNode(s.player().reports()));
    fields.put(CMCD + "sid", s -> said(s.player().playbackId()));
    fields.put(CMCD + "cid", s -> said(s.player().contentId()));
    return fields;
  }

  /// A token that the server made is such a number already.
  private static long crc(String token) {
    if (token.matches("[0-9]{1,10}")) {
      return Long.parseLong(token);
    }
    CRC32 crc = new CRC32();
    crc.update(token.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private static JsonNode said(long number) {
    return number < 0 ? JSON.nullNode() : JSON.numberNode(number);
  }

  private static JsonNode said(@Nullable String text) {
    return text == null ? JSON.nullNode() : JSON.textNode(text);
  }

  private static Map<String, ToLongFunction<SecondFacts>> totalFields() {
    Map<String, ToLongFunction<SecondFacts>> fields = new LinkedHashMap<>();
    fields.put("clients", SecondFacts::viewers);
    fields.put("inputs", SecondFacts::inputs);
    fields.put("outputs", SecondFacts::outputs);
    fields.put("downbps", SecondFacts::downBytes);
    fields.put("upbps", SecondFacts::upBytes);
    fields.put("perc_lost", _ -> 0);
    fields.put("perc_retrans", _ -> 0);
    return fields;
  }
}
