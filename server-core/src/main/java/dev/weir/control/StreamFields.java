package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.buffer.TrackBuffer;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.control.StreamFigures.Figures;
import dev.weir.media.Track;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The fields that `active_streams` and `stats_streams` can show of a stream, in one table.
final class StreamFields {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// What an object without a list of fields does not ask for.
  private static final Set<String> ON_REQUEST =
      Set.of("clients", "unspecified", "zerounix", "sourcepids");

  /// One stream, looked at once for all its fields.
  ///
  /// @param live empty for a stream that has ended, or is none
  /// @param file empty for a stream that is live, or whose file is closed
  record Subject(
      StreamName name, Optional<Stream> live, Optional<OnDemandStream> file, Figures figures) {}

  private static final Map<String, Function<Subject, JsonNode>> FIELDS = fields();

  private StreamFields() {}

  private static Map<String, Function<Subject, JsonNode>> fields() {
    Map<String, Function<Subject, JsonNode>> fields = new LinkedHashMap<>();
    fields.put(
        "clients", s -> number(s.figures.viewers() + s.figures.inputs() + s.figures.outputs()));
    fields.put("viewers", s -> number(s.figures.viewers()));
    fields.put("inputs", s -> number(s.figures.inputs()));
    fields.put("outputs", s -> number(s.figures.outputs()));
    fields.put("unspecified", s -> number(s.figures.unspecified()));
    fields.put("tracks", s -> number(tracks(s).size()));
    fields.put("views", s -> number(s.figures.views()));
    fields.put("viewseconds", s -> number(s.figures.viewSeconds()));
    fields.put("upbytes", s -> number(s.figures.upBytes()));
    fields.put("downbytes", s -> number(s.figures.downBytes()));
    fields.put("packsent", s -> number(s.figures.packetsSent()));
    fields.put("packloss", s -> number(s.figures.packetsLost()));
    fields.put("packretrans", s -> number(s.figures.packetsRetransmitted()));
    fields.put("firstms", s -> number(millis(s, true)));
    fields.put("lastms", s -> number(millis(s, false)));
    fields.put(
        "zerounix", s -> number(s.live.map(live -> live.startedAt().getEpochSecond()).orElse(0L)));
    fields.put("health", s -> s.live.<JsonNode>map(Health::of).orElseGet(JSON::objectNode));
    fields.put("sourcepids", _ -> JSON.arrayNode());
    fields.put("status", s -> JSON.textNode(status(s)));
    fields.put("pid", _ -> number(ProcessHandle.current().pid()));
    fields.put("tags", s -> texts(config(s).map(StreamConfig::tags).orElse(List.of())));
    return fields;
  }

  /// All names, in the order of the table.
  static Collection<String> all() {
    return FIELDS.keySet();
  }

  /// The names that are shown to somebody who asks for no field in particular.
  static List<String> usual() {
    List<String> usual = new ArrayList<>(FIELDS.keySet());
    usual.removeAll(ON_REQUEST);
    return usual;
  }

  /// The value of a field; null in JSON for one that there is not.
  static JsonNode value(String field, Subject subject) {
    Function<Subject, JsonNode> known = FIELDS.get(field);
    return known == null ? JSON.nullNode() : known.apply(subject);
  }

  private static JsonNode number(long value) {
    return JSON.numberNode(value);
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode list = JSON.arrayNode();
    texts.forEach(list::add);
    return list;
  }

  private static List<Track> tracks(Subject subject) {
    return subject
        .live
        .map(Stream::tracks)
        .or(() -> subject.file.map(OnDemandStream::tracks))
        .orElse(List.of());
  }

  private static Optional<StreamConfig> config(Subject subject) {
    return subject.live.map(Stream::config).or(() -> subject.file.map(OnDemandStream::config));
  }

  /// The first or the last media time that can be viewed; -1 if there is none.
  private static long millis(Subject subject, boolean first) {
    if (subject.file.isPresent()) {
      long last = TimeUnit.MICROSECONDS.toMillis(subject.file.get().durationMicros());
      return first ? 0 : last;
    }
    List<TrackBuffer> buffers = subject.live.map(Stream::buffers).orElse(List.of());
    var times =
        buffers.stream()
            .mapToLong(first ? TrackBuffer::firstDtsMicros : TrackBuffer::lastDtsMicros)
            .filter(micros -> micros >= 0);
    long micros = (first ? times.min() : times.max()).orElse(-1);
    return micros < 0 ? -1 : TimeUnit.MICROSECONDS.toMillis(micros);
  }

  private static String status(Subject subject) {
    if (subject.file.isPresent()) {
      return "Online";
    }
    StreamState state = subject.live.map(Stream::state).orElse(StreamState.OFFLINE);
    String trouble = subject.live.map(Stream::trouble).orElse(null);
    if (trouble != null && state != StreamState.ENDING) {
      return "Waiting for data: " + trouble;
    }
    return switch (state) {
      case OFFLINE -> "Offline";
      case BOOTING -> "Input booting";
      case WAITING -> "Waiting for data";
      case ONLINE -> "Online";
      case ENDING -> "Shutting down";
    };
  }
}
