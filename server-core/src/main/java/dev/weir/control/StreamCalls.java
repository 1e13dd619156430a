package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ApiConfig.Scope;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.source.FileSource;
import dev.weir.stream.CloseReason;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamState;
import dev.weir.stream.Streams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The calls about the streams that are configured, and the ones that end streams.
public final class StreamCalls {
  private static final List<String> STATUS = List.of("name", "online", "error");
  private static final String NO_STREAM = "there is no such stream";

  /// By what [FileSource#delete] says is gone, with their stream or without.
  private static final List<String> WITH_STREAM =
      List.of(
          "-1: Stream deleted, source remains",
          "-2: Stream and source file deleted",
          "-3: Stream, source file and index deleted");

  private static final List<String> WITHOUT_STREAM =
      List.of("0: No action taken", "1: Source file deleted", "2: Source file and index deleted");

  private static final CloseReason STOPPED =
      new CloseReason(CloseReason.Code.CLEAN_CONTROLLER_REQ, "an operator ended the stream");

  private final ConfigStore store;
  private final Streams streams;
  private final FileSource files;

  /// @param store what is configured
  /// @param streams what runs
  /// @param files deletes what streams are played from
  public StreamCalls(ConfigStore store, Streams streams, FileSource files) {
    this.store = store;
    this.streams = streams;
    this.files = files;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.read(
            "streams",
            Request.OBJECT_OR_READ,
            "the streams by name; an object becomes the complete new list",
            this::list),
        Call.control(
            "addstream", Request.OBJECT, "adds streams, or changes them, by name", this::add),
        Call.control("deletestream", Request.NAMES, "deletes streams", this::delete),
        Call.admin(
            "deletestreamsource",
            Request.NAMES,
            "deletes streams and the files they play; of a folder's wildcard stream, the file",
            this::deleteWithSource),
        Call.control(
            "nuke_stream",
            Request.TEXT,
            "ends a stream, whoever publishes or views it",
            this::nuke),
        Call.control(
            "no_unconfigured_streams",
            Request.ANY,
            "ends every stream that is not configured",
            (_, reply) -> nukeUnconfigured(reply)));
  }

  private void list(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    if (request.isObject()) {
      if (!reply.caller().may(Scope.CONTROL)) {
        throw new CallException("", "", "changes need a token of scope control");
      }
      ObjectNode wanted = cleaned(request);
      if (store.change(json -> json.set("streams", wanted))) {
        reply.changed("streams replaced: " + names(wanted));
      }
    }
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    store
        .document()
        .explicit()
        .path("streams")
        .properties()
        .forEach(member -> all.set(clean(member.getKey()), member.getValue()));
    reply.put("streams", shown(all, reply));
  }

  private void add(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    if (!request.isObject()) {
      throw new CallException("", request.toString(), "legal: an object of streams by name");
    }
    ObjectNode wanted = cleaned(request);
    boolean changed =
        store.change(json -> {
          ObjectNode known = json.withObjectProperty("streams");
          wanted.fieldNames().forEachRemaining(name -> remove(known, name));
          known.setAll(wanted);
        });
    if (changed) {
      reply.changed("streams added or changed: " + names(wanted));
    }
    incomplete(reply).setAll(shown(wanted, reply));
  }

  private void delete(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    List<String> names = Names.of(request);
    Set<String> gone = remove(names, reply);
    for (String name : names) {
      if (!gone.contains(clean(name))) {
        reply.error("", name, NO_STREAM);
      }
    }
    incomplete(reply);
  }

  /// Deletes what there is of `names`.
  ///
  /// @return the clean names of what is gone
  private Set<String> remove(List<String> names, Reply reply) throws ConfigException, IOException {
    Set<String> gone = new LinkedHashSet<>();
    store.change(json -> {
      gone.clear();
      ObjectNode known = json.withObjectProperty("streams");
      for (String name : names) {
        if (remove(known, clean(name))) {
          gone.add(clean(name));
        }
      }
    });
    if (!gone.isEmpty()) {
      reply.changed("streams deleted: " + String.join(", ", gone));
    }
    return gone;
  }

  private void deleteWithSource(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    List<String> names = Names.of(request);
    Map<String, StreamSource> sources = new HashMap<>();
    for (String name : names) { // afterwards nobody knows any more
      StreamName.clean(name).flatMap(this::source).ifPresent(found -> sources.put(name, found));
    }
    Set<String> gone = remove(names, reply);
    Map<String, String> results = new HashMap<>();
    for (String name : names) {
      StreamSource source = sources.get(name);
      int deleted = source == null ? 0 : deleteFile(name, source, reply);
      boolean known = gone.contains(clean(name));
      if (!known && deleted == 0) {
        reply.error("", name, NO_STREAM);
      }
      results.put(name, (known ? WITH_STREAM : WITHOUT_STREAM).get(deleted));
    }
    reply.put(sameShape(request, results));
  }

  /// Where the media of a stream comes from, by what runs or else by what is configured.
  private Optional<StreamSource> source(StreamName name) {
    return streams
        .findOnDemand(name)
        .map(OnDemandStream::config)
        .or(() -> streams.find(name).map(Stream::config))
        .or(() -> store.config().stream(name))
        .map(StreamConfig::source);
  }

  private int deleteFile(String name, StreamSource source, Reply reply) {
    StreamName clean = StreamName.clean(name).orElseThrow();
    try {
      int deleted = files.delete(clean, source);
      if (deleted > 0) {
        streams.stop(clean, STOPPED);
        reply.changed("file of stream " + clean + " deleted");
      }
      return deleted;
    } catch (IOException e) {
      reply.error("", name, "its file cannot be deleted: " + e.getMessage());
      return 0;
    }
  }

  private static JsonNode sameShape(JsonNode request, Map<String, String> results) {
    if (request.isArray()) {
      var list = JsonNodeFactory.instance.arrayNode();
      request.forEach(name -> list.add(results.get(name.asText())));
      return list;
    }
    if (request.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      request.fieldNames().forEachRemaining(name -> object.put(name, results.get(name)));
      return object;
    }
    return JsonNodeFactory.instance.textNode(results.get(request.asText()));
  }

  private void nuke(JsonNode request, Reply reply) throws CallException {
    StreamName name =
        StreamName.clean(request.asText())
            .orElseThrow(() -> new CallException("", request.toString(), "legal: a stream name"));
    if (!streams.stop(name, STOPPED)) {
      throw new CallException("", request.asText(), "no such stream is active");
    }
    reply.changed("stream " + name + " ended");
  }

  private void nukeUnconfigured(Reply reply) {
    for (Stream stream : streams.all()) {
      if (store.config().stream(stream.name()).isEmpty()) {
        streams.stop(stream.name(), STOPPED);
        reply.changed("stream " + stream.name() + " ended");
      }
    }
  }

  private static ObjectNode incomplete(Reply reply) {
    ObjectNode some = reply.object("streams");
    return some.put("incomplete list", 1);
  }

  private ObjectNode shown(ObjectNode configured, Reply reply) {
    Set<String> active = new HashSet<>();
    Map<String, String> troubles = new HashMap<>();
    for (Stream stream : streams.all()) {
      String trouble = stream.trouble();
      if (trouble != null) {
        troubles.put(stream.name().full(), trouble);
      } else if (stream.state() == StreamState.ONLINE) {
        active.add(stream.name().base());
      }
    }
    streams.onDemand().forEach(stream -> active.add(stream.name().base()));
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : configured.properties()) {
      ObjectNode stream = member.getValue().deepCopy();
      stream.put("name", member.getKey());
      stream.put("online", active.contains(member.getKey()) ? 1 : 2);
      String trouble = troubles.get(member.getKey());
      if (trouble == null) {
        trouble = streams.troubleOnDemand(new StreamName(member.getKey(), "")).orElse(null);
      }
      if (trouble != null) {
        stream.put("online", 0).put("error", trouble);
      }
      if (!reply.caller().may(Scope.CONTROL)) {
        stream.put("source", Secrets.hidden(stream.path("source").asText()));
      }
      shown.set(member.getKey(), stream);
    }
    return shown;
  }

  /// Streams as the document keeps them: under their clean names, without what answers add.
  private static ObjectNode cleaned(JsonNode request) throws CallException {
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : request.properties()) {
      if (member.getKey().equals("incomplete list")) {
        continue;
      }
      if (!(member.getValue() instanceof ObjectNode given)) {
        throw new CallException(member.getKey(), member.getValue().toString(), "legal: an object");
      }
      ObjectNode stream = given.deepCopy();
      stream.remove(STATUS);
      wanted.set(clean(member.getKey()), stream);
    }
    return wanted;
  }

  /// The name as the server would clean it; one that is none stays as it is, to be refused.
  private static String clean(String name) {
    return StreamName.clean(name).map(StreamName::full).orElse(name);
  }

  /// Takes a stream out, however its name was written.
  private static boolean remove(ObjectNode known, String name) {
    if (known.remove(name) != null) { // then nothing else has this name, however written
      return true;
    }
    List<String> written = new ArrayList<>();
    known
        .fieldNames()
        .forEachRemaining(key -> {
          if (clean(key).equals(name)) {
            written.add(key);
          }
        });
    known.remove(written);
    return !written.isEmpty();
  }

  private static String names(ObjectNode streams) {
    return String.join(", ", ConfigCalls.fieldNames(streams));
  }
}
