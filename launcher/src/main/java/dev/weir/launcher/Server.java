package dev.weir.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.buffer.PagePool;
import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigFile;
import dev.weir.config.ConfigStore;
import dev.weir.config.ProtocolConfig;
import dev.weir.config.Trigger;
import dev.weir.control.AccountCalls;
import dev.weir.control.ActiveStreamCalls;
import dev.weir.control.Api;
import dev.weir.control.ApiSchema;
import dev.weir.control.AutoPushCalls;
import dev.weir.control.BrowseCalls;
import dev.weir.control.Call;
import dev.weir.control.CapabilityCalls;
import dev.weir.control.ConfigCalls;
import dev.weir.control.DocumentCalls;
import dev.weir.control.Door;
import dev.weir.control.EventLog;
import dev.weir.control.Listening;
import dev.weir.control.LiveVariables;
import dev.weir.control.LogCalls;
import dev.weir.control.PlaylistCalls;
import dev.weir.control.ProtocolCalls;
import dev.weir.control.PushCalls;
import dev.weir.control.ServerCalls;
import dev.weir.control.ServerFacts;
import dev.weir.control.SessionCalls;
import dev.weir.control.SessionFigures;
import dev.weir.control.StreamCalls;
import dev.weir.control.StreamEvents;
import dev.weir.control.StreamFigures;
import dev.weir.control.StreamKeyCalls;
import dev.weir.control.TagCalls;
import dev.weir.control.TokenKeyCalls;
import dev.weir.control.TriggerCalls;
import dev.weir.control.UpdateCalls;
import dev.weir.control.VariableCalls;
import dev.weir.feed.Feeds;
import dev.weir.fetch.Fetcher;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpLimits;
import dev.weir.http.HttpServer;
import dev.weir.http.Origin;
import dev.weir.http.Route;
import dev.weir.http.Router;
import dev.weir.http.TokenNames;
import dev.weir.http.api.ApiEvents;
import dev.weir.http.api.ApiRoutes;
import dev.weir.http.api.MetricsOutput;
import dev.weir.http.api.UdpApi;
import dev.weir.http.player.OutputMethod;
import dev.weir.http.player.PlayerRoutes;
import dev.weir.http.progressive.ProgressiveOutput;
import dev.weir.http.progressive.SharedBlocks;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.SegmentStores;
import dev.weir.http.segmented.cmaf.CmafHandler;
import dev.weir.http.segmented.dash.DashManifests;
import dev.weir.http.segmented.hds.HdsHandler;
import dev.weir.http.segmented.hls.CmafPlaylists;
import dev.weir.http.segmented.hls.HlsHandler;
import dev.weir.http.segmented.smooth.SmoothHandler;
import dev.weir.metrics.LoopLag;
import dev.weir.metrics.Metrics;
import dev.weir.net.Tls;
import dev.weir.net.Transport;
import dev.weir.rtmp.RtmpCarrier;
import dev.weir.rtmp.RtmpClient;
import dev.weir.rtmp.RtmpPullKind;
import dev.weir.rtmp.RtmpServer;
import dev.weir.session.Admissions;
import dev.weir.session.StreamWatch;
import dev.weir.source.DemoSource;
import dev.weir.source.FileSource;
import dev.weir.source.HttpFileSource;
import dev.weir.source.LiveFileSource;
import dev.weir.source.PlaylistSource;
import dev.weir.source.PullKind;
import dev.weir.source.PullSource;
import dev.weir.source.Pulls;
import dev.weir.source.hls.HlsFileSource;
import dev.weir.source.hls.HlsPull;
import dev.weir.stream.OnDemandSource;
import dev.weir.stream.Streams;
import dev.weir.target.Targets;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
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

  private static final List<String> HTTP_PROTOCOLS = List.of("h2", "http/1.1");

  private final ConfigStore store;
  private final Ports ports;
  private final Transport transport;
  private final PagePool pages = new PagePool(KEPT_PAGE_BYTES);
  private final Visitors visitors;
  private final Fetcher fetcher;
  private final Streams streams;
  private final StreamWatch streamWatch;
  private final HttpAdmissions admissions;
  private final RtmpServer rtmp;
  private final LiveVariables variables;
  private final Targets targets;
  private final SegmentStores segments;
  private final SharedBlocks blocks = new SharedBlocks();
  private final List<Route> mediaRoutes;
  private final Listeners listeners;
  private final ConfigWatch watch;
  private final StreamEvents streamEvents;
  private final ApiListener api;
  private final LoopLag loopLag;
  private final CompletableFuture<String> stopAsked = new CompletableFuture<>();

  private Server(
      ConfigStore store, Transport.Kind kind, Ports ports, EventLog log, SslContext clientTls) {
    LongSupplier nanoClock = System::nanoTime;
    this.store = store;
    this.ports = ports;
    this.transport = new Transport(kind, Runtime.getRuntime().availableProcessors());
    this.visitors = new Visitors(store::config, nanoClock);
    Feeds feeds = new Feeds(nanoClock);
    pages.limit(LiveMemory.limitBytes(store.config()));
    this.fetcher = new Fetcher();
    List<PullKind> pulls =
        new ArrayList<>(Pulls.kinds(fetcher, program -> store.config().mayRun(program), nanoClock));
    pulls.add(HlsPull.kind(fetcher, nanoClock));
    RtmpClient rtmpClient = new RtmpClient(transport, feeds, clientTls);
    pulls.add(new RtmpPullKind(rtmpClient));
    List<OnDemandSource> files = List.of(new FileSource(), new HttpFileSource(fetcher));
    List<OnDemandSource> onDemand = new ArrayList<>(files);
    onDemand.add(new HlsFileSource(fetcher, nanoClock));
    this.streams =
        new Streams(
            name -> store.config().streams().get(name),
            visitors.gate(),
            List.of(
                new DemoSource(nanoClock),
                new PullSource(pulls, nanoClock),
                new LiveFileSource(files, nanoClock),
                new PlaylistSource(files, Clock.system(ZoneId.systemDefault()), nanoClock)),
            onDemand,
            pages,
            transport,
            Clock.systemUTC(),
            nanoClock);
    this.streamWatch = visitors.watch(streams);
    Admissions entrance = visitors.door(streams);
    this.admissions = new HttpAdmissions(entrance);
    this.rtmp =
        new RtmpServer(transport, entrance, feeds, peer -> store.config().trusts(peer), nanoClock);
    this.variables = new LiveVariables(store::config, Clock.systemUTC(), nanoClock);
    this.targets =
        visitors.targets(
            streams, List.of(new RtmpCarrier(rtmpClient)), variables::values, nanoClock);
    Path document = store.file().map(ConfigFile::path).orElse(null);
    this.segments = new SegmentStores(streams, transport, nanoClock, document);
    SegmentDoor segmentDoor = new SegmentDoor(admissions, segments);
    this.mediaRoutes =
        mediaRoutes(segmentDoor, ProgressiveOutput.routes(admissions, feeds, blocks));
    this.listeners = new Listeners(this::bind);
    this.watch = new ConfigWatch(store, listeners);
    Door door =
        new Door(store, visitors.tokens(), nanoClock, () -> LocalDate.now(ZoneId.systemDefault()));
    StreamFigures figures = new SessionFigures(streams, visitors.sessions());
    this.streamEvents = new StreamEvents(streams, figures);
    Api calls = new Api(calls(log, figures));
    EventLog ended = new EventLog(ACCESS_LINES);
    visitors.keepEnded(ended);
    this.loopLag = new LoopLag(transport.loops(), nanoClock);
    Metrics metrics = visitors.metrics(streams, pages, loopLag, log::added);
    List<Route> apiRoutes =
        ApiRoutes.routes(
            calls,
            door,
            new ApiEvents(log, ended, streamEvents),
            ApiSchema.openApi(calls.calls(), Version.number()),
            new MetricsOutput(
                () -> store.config().prometheus(),
                metrics,
                _ ->
                    metrics.json(
                        BalancerNode.of(store.config(), listeners.bound(), visitors.tags()))));
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
    Server server = new Server(store, kind, ports, log, Tls.client());
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
    variables.start();
    targets.start();
    visitors.guard(store);
    store.follow((_, after) -> visitors.follow(after));
    store.follow((_, after) -> pages.limit(LiveMemory.limitBytes(after)));
    store.follow(streams::follow);
    store.follow((_, after) -> listeners.follow(ports.of(after.protocols())));
    store.follow((_, after) -> api.follow(ports.of(after.api())));
  }

  /// The routes of all outputs over HTTP.
  private static List<Route> mediaRoutes(SegmentDoor segments, List<Route> progressive) {
    DashManifests dash = new DashManifests(segments, Clock.systemUTC());
    CmafPlaylists playlists = new CmafPlaylists(segments);
    List<List<Route>> outputs =
        List.of(
            new HlsHandler(segments).routes(),
            new SmoothHandler(segments).routes(), // before CMAF, below whose address is one of its
            new CmafHandler(segments, List.of(playlists, dash)).routes(),
            dash.routes(),
            new HdsHandler(segments).routes(),
            progressive);
    return outputs.stream().flatMap(List::stream).toList();
  }

  private List<OutputMethod> offers() {
    return Offers.of(ports.of(store.config().protocols()));
  }

  /// Every call of the API, in the order in which a request's calls are done.
  private List<Call> calls(EventLog log, StreamFigures figures) {
    ServerFacts facts =
        new ServerFacts(Version.number(), visitors.instance(), Version.built(), Clock.systemUTC());
    List<List<Call>> groups =
        List.of(
            new ConfigCalls(store, facts, listening()).calls(),
            new DocumentCalls(store).calls(),
            new VariableCalls(store, variables).calls(),
            new AccountCalls(store).calls(),
            new StreamKeyCalls(store).calls(),
            new TokenKeyCalls(store).calls(),
            new UpdateCalls(facts).calls(),
            new StreamCalls(store, streams, new FileSource()).calls(),
            new ActiveStreamCalls(streams, figures).calls(),
            new ProtocolCalls(store).calls(),
            new LogCalls(log).calls(),
            new ServerCalls(facts, listening(), this::askStop).calls(),
            BrowseCalls.calls(),
            new CapabilityCalls(ConfigDocument.schemaJson(), () -> Outputs.describe(offers()))
                .calls(),
            new SessionCalls(visitors.sessions(), facts).calls(),
            new TagCalls(streams, visitors.tags()).calls(),
            new PlaylistCalls(store::config).calls(),
            new TriggerCalls(visitors.triggers()).calls(),
            new PushCalls(targets.pushes(), streams, visitors.tags()).calls(),
            new AutoPushCalls(store).calls());
    return groups.stream().flatMap(List::stream).toList();
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

  /// Opens the access log again and reads the configuration again, as operators ask with SIGHUP.
  /// Blocks on the disk.
  void hangUp() {
    visitors.accessLog().reopen();
    watch.read();
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
    targets.close();
    variables.close();
    rtmp.close();
    streams.close();
    fetcher.close();
    segments.close();
    blocks.close();
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
    routes.addAll(PlayerRoutes.routes(admissions, offers(), origins, ""));
    HttpServer server =
        bindHttp(wanted, new TokenNames(admissions).on(routes), HttpLimits.DEFAULT, tls);
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
