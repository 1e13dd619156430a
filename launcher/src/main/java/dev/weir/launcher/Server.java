package dev.weir.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.buffer.PagePool;
import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigStore;
import dev.weir.config.NodeConfig;
import dev.weir.config.ProtocolConfig;
import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.config.WeirConfig;
import dev.weir.control.AccountCalls;
import dev.weir.control.ActiveStreamCalls;
import dev.weir.control.Api;
import dev.weir.control.ApiSchema;
import dev.weir.control.BrowseCalls;
import dev.weir.control.Call;
import dev.weir.control.CapabilityCalls;
import dev.weir.control.ConfigCalls;
import dev.weir.control.DocumentCalls;
import dev.weir.control.Door;
import dev.weir.control.EventLog;
import dev.weir.control.Listening;
import dev.weir.control.LogCalls;
import dev.weir.control.NotYetCalls;
import dev.weir.control.ProtocolCalls;
import dev.weir.control.ServerCalls;
import dev.weir.control.ServerFacts;
import dev.weir.control.SessionCalls;
import dev.weir.control.SessionFigures;
import dev.weir.control.StreamCalls;
import dev.weir.control.StreamEvents;
import dev.weir.control.StreamFigures;
import dev.weir.control.TagCalls;
import dev.weir.feed.Feeds;
import dev.weir.flv.FlvMuxer;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpLimits;
import dev.weir.http.HttpServer;
import dev.weir.http.Origin;
import dev.weir.http.Route;
import dev.weir.http.Router;
import dev.weir.http.api.ApiEvents;
import dev.weir.http.api.ApiRoutes;
import dev.weir.http.api.MetricsOutput;
import dev.weir.http.api.UdpApi;
import dev.weir.http.player.OutputMethod;
import dev.weir.http.player.PlayerRoutes;
import dev.weir.http.progressive.ProgressiveFormat;
import dev.weir.http.progressive.ProgressiveOutput;
import dev.weir.http.segmented.SegmentStores;
import dev.weir.http.segmented.hls.HlsHandler;
import dev.weir.metrics.BalancerFacts;
import dev.weir.metrics.LoopLag;
import dev.weir.metrics.Metrics;
import dev.weir.net.Tls;
import dev.weir.net.Transport;
import dev.weir.rtmp.RtmpServer;
import dev.weir.session.Admissions;
import dev.weir.session.StreamWatch;
import dev.weir.source.DemoSource;
import dev.weir.stream.Streams;
import dev.weir.ts.TsSegmentWriter;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Puts the parts of the server together: everything is constructed here, in this order, and
/// nothing is found in any other way.
final class Server implements AutoCloseable {
  /// Pages that are kept for the next stream.
  private static final long KEPT_PAGE_BYTES = 128L << 20;

  private static final int ACCESS_LINES = 1000;

  /// Calls of MistServer that are answered with an error so far.
  private static final String[] NOT_YET = {
    "push_start",
    "push_list",
    "push_stop",
    "push_stop_graceful",
    "push_auto_add",
    "push_auto_remove",
    "push_auto_list",
    "push_settings",
    "external_writer_add",
    "external_writer_remove",
    "external_writer_list",
    "streamkeys",
    "streamkey_add",
    "streamkey_del",
    "jwks",
    "addjwks",
    "deletejwks",
    "playlist",
    "proc_list",
    "enumerate_sources",
    "update",
    "checkupdate",
    "autoupdate",
    "abortupdate"
  };

  private static final List<String> HTTP_PROTOCOLS = List.of("h2", "http/1.1");

  private final ConfigStore store;
  private final Ports ports;
  private final Transport transport;
  private final Visitors visitors;
  private final Streams streams;
  private final StreamWatch streamWatch;
  private final HttpAdmissions admissions;
  private final RtmpServer rtmp;
  private final SegmentStores segments;
  private final List<Route> mediaRoutes;
  private final Listeners listeners;
  private final ConfigWatch watch;
  private final StreamEvents streamEvents;
  private final ApiListener api;
  private final LoopLag loopLag;
  private final CompletableFuture<String> stopAsked = new CompletableFuture<>();

  private Server(ConfigStore store, Transport.Kind kind, Ports ports, EventLog log) {
    LongSupplier nanoClock = System::nanoTime;
    this.store = store;
    this.ports = ports;
    this.transport = new Transport(kind, Runtime.getRuntime().availableProcessors());
    this.visitors = new Visitors(store::config, nanoClock);
    this.streams =
        new Streams(
            name -> store.config().streams().get(name),
            visitors.gate(),
            List.of(new DemoSource(nanoClock)),
            new PagePool(KEPT_PAGE_BYTES),
            transport,
            Clock.systemUTC(),
            nanoClock);
    this.streamWatch = visitors.watch(streams);
    Feeds feeds = new Feeds(nanoClock);
    Admissions entrance = visitors.door(streams);
    this.admissions = new HttpAdmissions(entrance);
    this.rtmp =
        new RtmpServer(transport, entrance, feeds, peer -> store.config().trusts(peer), nanoClock);
    this.segments = new SegmentStores(transport, nanoClock);
    List<Route> media = new ArrayList<>(new HlsHandler(admissions, segments, transport).routes());
    media.addAll(ProgressiveOutput.routes(admissions, feeds));
    this.mediaRoutes = List.copyOf(media);
    this.listeners = new Listeners(this::bind);
    this.watch = new ConfigWatch(store, listeners);
    Door door = new Door(store, nanoClock, () -> LocalDate.now(ZoneId.systemDefault()));
    StreamFigures figures = new SessionFigures(streams, visitors.sessions());
    this.streamEvents = new StreamEvents(streams, figures);
    Api calls = new Api(calls(log, figures));
    EventLog ended = new EventLog(ACCESS_LINES);
    visitors.keepEnded(ended);
    this.loopLag = new LoopLag(transport.loops(), nanoClock);
    Metrics metrics = visitors.metrics(streams, loopLag, log::added);
    List<Route> apiRoutes =
        ApiRoutes.routes(
            calls,
            door,
            new ApiEvents(log, ended, streamEvents),
            ApiSchema.openApi(calls.calls(), Version.number()),
            new MetricsOutput(
                () -> store.config().prometheus(), metrics, _ -> metrics.json(balancerFacts())));
    this.api =
        new ApiListener(
            (address, tls) ->
                bindHttp(
                    address,
                    apiRoutes,
                    ApiRoutes.LIMITS,
                    tls == null ? null : Tls.server(tls, HTTP_PROTOCOLS)),
            port -> UdpApi.bind(calls, port));
  }

  /// Starts a server.
  ///
  /// @param store what it does, also when that changes
  /// @param kind how the kernel is asked
  /// @param ports that hold instead of the configured ones
  /// @param log the lines that the API shows
  /// @throws IOException if a listener cannot be had, in a plain sentence; nothing is left running
  static Server start(ConfigStore store, Transport.Kind kind, Ports ports, EventLog log)
      throws IOException {
    Server server = new Server(store, kind, ports, log);
    try {
      server.listen();
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private void listen() throws IOException {
    listeners.start(ports.of(store.config().protocols()));
    api.start(ports.of(store.config().api()));
    streams.startAlwaysOn(store.config());
    visitors.guard(store);
    store.follow((_, after) -> visitors.follow(after));
    store.follow(streams::follow);
    store.follow((_, after) -> listeners.follow(ports.of(after.protocols())));
    store.follow((_, after) -> api.follow(ports.of(after.api())));
  }

  /// Every call of the API, in the order in which a request's calls are done.
  private List<Call> calls(EventLog log, StreamFigures figures) {
    ServerFacts facts =
        new ServerFacts(Version.number(), instanceId(), Version.built(), Clock.systemUTC());
    List<List<Call>> groups =
        List.of(
            new ConfigCalls(store, facts, listening()).calls(),
            new DocumentCalls(store).calls(),
            new AccountCalls(store).calls(),
            new StreamCalls(store, streams).calls(),
            new ActiveStreamCalls(streams, figures).calls(),
            new ProtocolCalls(store).calls(),
            new LogCalls(log).calls(),
            new ServerCalls(facts, listening(), this::askStop).calls(),
            BrowseCalls.calls(),
            new CapabilityCalls(ConfigDocument.schemaJson(), () -> Outputs.describe(methods()))
                .calls(),
            new SessionCalls(visitors.sessions(), facts).calls(),
            new TagCalls(streams, visitors.tags()).calls(),
            NotYetCalls.of(NOT_YET));
    return groups.stream().flatMap(List::stream).toList();
  }

  private static String instanceId() {
    byte[] bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Listening listening() {
    return new Listening() {
      @Override
      public List<JsonNode> online() {
        return listeners.online();
      }

      @Override
      public String apiEndpoint() {
        return Server.this.apiEndpoint();
      }
    };
  }

  /// What listens, in the order of the configuration.
  List<Listeners.Bound> listeners() {
    return listeners.bound();
  }

  /// Where the API is on this machine: `http://127.0.0.1:4242`.
  String apiEndpoint() {
    return api.endpoint();
  }

  /// Completes when an operator asks through the API that the server stops, with the reason.
  CompletionStage<String> stopAsked() {
    return stopAsked;
  }

  /// Asks handlers whether the server may serve, and waits for them.
  boolean mayStart() {
    return visitors.allows(Trigger.SYSTEM_START, Version.number());
  }

  /// Tells handlers that the process was told to stop, which nobody can refuse, and waits for them;
  /// those who were asked before hear nothing more.
  void stopping(String reason) {
    if (stopAsked.complete(reason)) {
      visitors.allows(Trigger.SYSTEM_STOP, reason);
    }
  }

  /// An operator wants the server to stop; a handler may say no.
  private void askStop(String reason) {
    Thread.ofVirtual()
        .start(() -> {
          if (!stopAsked.isDone() && visitors.allows(Trigger.SYSTEM_STOP, reason)) {
            stopAsked.complete(reason);
          }
        });
  }

  @Override
  public void close() {
    watch.close();
    streamEvents.close();
    loopLag.close();
    api.close();
    listeners.close();
    rtmp.close();
    streams.close();
    segments.close();
    streamWatch.close();
    visitors.close();
    transport.close();
  }

  private Listeners.Open bind(ProtocolConfig protocol) throws IOException {
    Listeners.Open open = open(protocol);
    visitors.tell(Trigger.OUTPUT_START, protocol);
    return new Listeners.Open(
        open.address(),
        () -> {
          open.close().run();
          visitors.tell(Trigger.OUTPUT_STOP, protocol);
        });
  }

  private Listeners.Open open(ProtocolConfig protocol) throws IOException {
    InetSocketAddress wanted = new InetSocketAddress(protocol.bindAddress(), protocol.port());
    return switch (protocol) {
      case ProtocolConfig.Http p -> http(wanted, p.publicAddresses(), null);
      case ProtocolConfig.Https p ->
          http(wanted, p.publicAddresses(), Tls.server(p.tls(), HTTP_PROTOCOLS));
      case ProtocolConfig.Rtmp p ->
          rtmp(wanted, p.tls() == null ? null : Tls.server(p.tls(), List.of()));
    };
  }

  private Listeners.Open http(
      InetSocketAddress wanted, List<String> publicAddresses, @Nullable SslContext tls)
      throws IOException {
    List<Origin> origins =
        publicAddresses.stream().map(Origin::parse).flatMap(Optional::stream).toList();
    List<Route> routes = new ArrayList<>(mediaRoutes);
    routes.addAll(PlayerRoutes.routes(admissions, methods(), origins, ""));
    HttpServer server = bindHttp(wanted, routes, HttpLimits.DEFAULT, tls);
    return new Listeners.Open(server.address(), server::close);
  }

  private HttpServer bindHttp(
      InetSocketAddress wanted, List<Route> routes, HttpLimits limits, @Nullable SslContext tls)
      throws BindException {
    return HttpServer.bind(
        transport.server(),
        wanted,
        new Router(routes),
        address -> store.config().trusts(address),
        limits,
        tls);
  }

  /// What a load balancer wants to know that is not measured.
  private BalancerFacts balancerFacts() {
    WeirConfig config = store.config();
    NodeConfig node = config.node();
    JsonNode location =
        JsonNodeFactory.instance
            .objectNode()
            .put("lat", node.latitude())
            .put("lon", node.longitude())
            .put("name", node.place());
    Map<String, String> outputs = new LinkedHashMap<>();
    for (Listeners.Bound bound : listeners.bound()) {
      int port = bound.address().getPort();
      switch (bound.protocol()) {
        case ProtocolConfig.Http _ -> {
          outputs.put("HTTP", "http://HOST:" + port + "/$.html");
          outputs.put("HLS", "http://HOST:" + port + "/hls/$/index.m3u8");
          outputs.put("FLV", "http://HOST:" + port + "/$.flv");
          outputs.put("HTTPTS", "http://HOST:" + port + "/$.ts");
        }
        case ProtocolConfig.Https _ -> outputs.put("HTTPS", "https://HOST:" + port + "/$.html");
        case ProtocolConfig.Rtmp rtmp ->
            outputs.put(
                "RTMP", (rtmp.tls() == null ? "rtmp" : "rtmps") + "://HOST:" + port + "/play/$");
      }
    }
    return new BalancerFacts(
        node.bytesPerSecond(),
        node.place().isEmpty() && node.latitude() == 0 && node.longitude() == 0
            ? Optional.empty()
            : Optional.of(location),
        node.tags(),
        config.streams().keySet(),
        stream ->
            StreamName.clean(stream)
                .map(name -> visitors.tags().of(name).contains("replicated"))
                .orElse(false),
        outputs);
  }

  /// What players are offered, with the priorities that MistServer's players expect.
  private List<OutputMethod> methods() {
    List<OutputMethod> methods = new ArrayList<>();
    methods.add(
        OutputMethod.http(
            "html5/application/vnd.apple.mpegurl",
            "HLS (TS)",
            9,
            "hls/$/index.m3u8",
            TsSegmentWriter::carries));
    methods.add(progressive("html5/video/mp4", "MP4 progressive", 8, ProgressiveFormat.MP4));
    methods.add(progressive("html5/video/webm", "WebM progressive", 8, ProgressiveFormat.WEBM));
    methods.add(progressive("html5/video/ogg", "OGG progressive", 7, ProgressiveFormat.OGG));
    methods.add(progressive("flash/7", "FLV progressive", 5, ProgressiveFormat.FLV));
    methods.add(
        OutputMethod.webSocket(
            "ws/flash/7", "FLV WebSocket", 4, "$.flv", ProgressiveFormat.FLV::carries));
    methods.add(progressive("html5/video/mpeg", "TS progressive", 1, ProgressiveFormat.TS));
    methods.add(progressive("html5/audio/wav", "WAV progressive", 1, ProgressiveFormat.WAV));
    for (ProtocolConfig protocol : ports.of(store.config().protocols())) {
      if (protocol instanceof ProtocolConfig.Rtmp p && p.tls() == null) {
        methods.add(OutputMethod.rtmp(p.port(), FlvMuxer::carries));
      }
    }
    return methods;
  }

  private static OutputMethod progressive(
      String type, String name, int priority, ProgressiveFormat format) {
    String address = "$." + format.endings().getFirst();
    return OutputMethod.http(type, name, priority, address, format::carries);
  }

  private Listeners.Open rtmp(InetSocketAddress wanted, @Nullable SslContext tls)
      throws IOException {
    try {
      InetSocketAddress address = rtmp.bind(wanted, tls).toCompletableFuture().join();
      return new Listeners.Open(address, () -> rtmp.unbind(address));
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }
}
