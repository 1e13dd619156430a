package dev.weir.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ProtocolConfig.Http;
import dev.weir.config.ProtocolConfig.Rtmp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of the whole document and of its member `config`.
final class DocumentKeys {
  private static final int MOST_PROTOCOLS = 64;

  private static final Key<Long> DEBUG =
      Key.of(
          "debug",
          new WholeNumber(0, 10),
          4L,
          "how much is logged: 0 nothing, 1 and 2 errors, 3 warnings, 4 normal, 5 to 10 more");
  private static final Key<String> DEFAULT_STREAM =
      Key.of(
          "defaultStream",
          new Text(StreamName.LONGEST_BYTES),
          "",
          "viewers are sent to this stream when neither theirs nor its fallback can be opened");
  private static final Key<List<ProtocolConfig>> PROTOCOLS =
      Key.of(
          "protocols",
          new ListOf<>(MOST_PROTOCOLS, new Listener()),
          List.of(
              new Rtmp("0.0.0.0", Rtmp.USUAL_PORT, null),
              new Http("0.0.0.0", Http.USUAL_PORT, List.of())),
          "what listens; without this key RTMP on 1935 and HTTP on 8080");
  private static final Key<String> SERVER_ID =
      Key.of("serverid", new Text(64), "", "the server's name for people");
  private static final Key<List<String>> TRUSTED_PROXY =
      Key.of(
          "trustedproxy",
          new TextList(256, new Text(64)),
          List.of(),
          "addresses and ranges of reverse proxies; this machine is always trusted");

  private static final Key<String> ACCESS_LOG =
      Key.of(
          "accesslog",
          new Text(1024),
          "LOG",
          "where ended sessions are written: LOG into the log, SYSLOG into that of the machine,"
              + " syslog://ADDRESS:PORT or syslog:///SOCKET, a file's path, or nothing");
  private static final Key<String> PROMETHEUS =
      Key.of("prometheus", new Text(128), "", "the secret path of the metrics; empty for none");
  private static final Key<Long> LIVE_MEMORY =
      Key.of(
          "livememory",
          new WholeNumber(0, 1L << 50),
          0L,
          "bytes; the most that the buffers of all live streams take together; 0: half of the"
              + " machine's memory, or less if the process may use less");
  private static final Key<Map<Trigger, List<TriggerRule>>> TRIGGERS =
      Key.of("triggers", new TriggerRules(), Map.of(), "handlers that are asked or told of events");

  private static final Key<List<String>> PROGRAMS =
      Key.of(
          "programs",
          new TextList(64, new Text(1024)),
          List.of(),
          "programs that sources, targets (ts-exec:) and variables may run, by path; one that ends"
              + " with / allows all in that folder");

  private static final Keys CONFIG =
      Keys.of(
          DEBUG,
          DEFAULT_STREAM,
          PROTOCOLS,
          SERVER_ID,
          TRUSTED_PROXY,
          ApiKeys.CONTROLLER,
          NodeKeys.LOCATION,
          ACCESS_LOG,
          PROMETHEUS,
          LIVE_MEMORY,
          PROGRAMS,
          TRIGGERS,
          PushKeys.FOLDERS,
          SessionKeys.VIEWER_MODE,
          SessionKeys.INPUT_MODE,
          SessionKeys.OUTPUT_MODE,
          SessionKeys.UNSPECIFIED_MODE,
          SessionKeys.INFO_MODE,
          SessionKeys.TOKEN_MODE);

  private record Settings(
      int debug,
      @Nullable String defaultStream,
      List<ProtocolConfig> protocols,
      String serverId,
      List<AddressRange> trustedProxies,
      ApiKeys.Socket controller,
      NodeKeys.Location location,
      Map<Trigger, List<TriggerRule>> triggers,
      SessionConfig sessions,
      String accessLog,
      String prometheus,
      long liveMemoryBytes,
      List<String> programs,
      List<String> recordings) {}

  private static final ObjectOf<Settings> SETTINGS = new ObjectOf<>(CONFIG, DocumentKeys::settings);

  private static final Key<Settings> SETTINGS_KEY =
      Key.of(
          "config",
          SETTINGS,
          settings(new Values(Map.of(), Place.ROOT, new Problems())),
          "what concerns the whole server");
  private static final Key<Map<String, StreamConfig>> STREAMS =
      Key.of(
          "streams",
          new StreamsByName(CheckedStreams.NONE),
          defaultStreams(),
          "the streams by name; without this key a local \"live\" and a \"demo\"");

  private DocumentKeys() {}

  /// The whole document.
  ///
  /// @param known streams that were checked before
  static ObjectOf<WeirConfig> document(CheckedStreams known) {
    Key<Map<String, StreamConfig>> streams = STREAMS.shaped(new StreamsByName(known));
    Keys keys =
        Keys.of(
            SETTINGS_KEY,
            streams,
            ApiKeys.ACCOUNT,
            ApiKeys.TOKENS,
            AccessKeys.STREAM_KEYS,
            AccessKeys.TOKEN_KEYS,
            NodeKeys.BANDWIDTH,
            NodeKeys.TAGS,
            VariableKeys.VARIABLES,
            PushKeys.AUTOMATIC_OF_OLD,
            PushKeys.AUTOMATIC,
            PushKeys.WRITERS,
            PushKeys.SETTINGS,
            Key.optional("ui_settings", new Unread(), "notes of the management page"));
    return new ObjectOf<>(keys, values -> document(streams, values));
  }

  /// The streams that there are without the key, as they would be written.
  static ObjectNode defaultStreamsJson() {
    ObjectNode streams = JsonNodeFactory.instance.objectNode();
    streams.putObject("live").put("source", "push://127.0.0.1");
    streams.putObject("demo").put("source", "demo:");
    return streams;
  }

  /// What listens without the key, as it would be written.
  static ArrayNode defaultProtocolsJson() {
    ArrayNode protocols = JsonNodeFactory.instance.arrayNode();
    protocols.addObject().put("connector", "RTMP");
    protocols.addObject().put("connector", "HTTP");
    return protocols;
  }

  private static Map<String, StreamConfig> defaultStreams() {
    Map<String, StreamConfig> streams = new LinkedHashMap<>();
    // Nobody but this machine may publish until the operator says who may.
    StreamSource local = new StreamSource.Push(AddressRange.LOOPBACK, "");
    streams.put("live", StreamConfig.of("live", local));
    streams.put("demo", StreamConfig.of("demo", new StreamSource.Demo()));
    return java.util.Collections.unmodifiableMap(streams);
  }

  private static WeirConfig document(Key<Map<String, StreamConfig>> streams, Values values) {
    Settings settings = values.get(SETTINGS_KEY);
    return new WeirConfig(
        values.get(streams),
        settings.protocols,
        settings.trustedProxies,
        settings.serverId,
        settings.debug,
        settings.defaultStream,
        ApiKeys.read(values, settings.controller),
        AccessKeys.read(values),
        NodeKeys.read(values, settings.location),
        values.get(VariableKeys.VARIABLES),
        settings.triggers,
        settings.sessions,
        settings.accessLog,
        settings.prometheus,
        settings.liveMemoryBytes,
        settings.programs,
        PushKeys.read(values, settings.recordings));
  }

  private static Settings settings(Values values) {
    List<ProtocolConfig> protocols = values.get(PROTOCOLS);
    refuseSharedPorts(protocols, values);
    return new Settings(
        Math.toIntExact(values.get(DEBUG)),
        StreamKeys.otherStream(values, DEFAULT_STREAM),
        protocols,
        values.get(SERVER_ID),
        proxies(values),
        values.get(ApiKeys.CONTROLLER),
        values.get(NodeKeys.LOCATION),
        values.get(TRIGGERS),
        SessionKeys.read(values),
        values.get(ACCESS_LOG),
        values.get(PROMETHEUS),
        values.get(LIVE_MEMORY),
        programs(values),
        PushKeys.folders(values));
  }

  private static void refuseSharedPorts(List<ProtocolConfig> protocols, Values values) {
    Map<String, ProtocolConfig> taken = new LinkedHashMap<>();
    for (ProtocolConfig protocol : protocols) {
      String place = protocol.bindAddress() + ":" + protocol.port();
      ProtocolConfig other = protocol.port() == 0 ? null : taken.putIfAbsent(place, protocol);
      if (other != null) {
        values.problem(
            PROTOCOLS, other.name() + " and " + protocol.name() + " both listen on " + place);
      }
    }
  }

  private static List<String> programs(Values values) {
    List<String> programs = values.get(PROGRAMS);
    for (String path : programs) {
      if (!path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
        values.problem(PROGRAMS, '"' + Printable.of(path) + "\" is no whole path of a program");
      }
    }
    return programs;
  }

  private static List<AddressRange> proxies(Values values) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String text : values.get(TRUSTED_PROXY)) {
      AddressRange.readInto(ranges, text, reason -> values.problem(TRUSTED_PROXY, reason));
    }
    return ranges;
  }
}
