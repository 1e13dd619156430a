package dev.weir.launcher;

import dev.weir.buffer.PagePool;
import dev.weir.config.ProtocolConfig;
import dev.weir.config.WeirConfig;
import dev.weir.feed.Feeds;
import dev.weir.flv.FlvMuxer;
import dev.weir.http.HttpLimits;
import dev.weir.http.HttpServer;
import dev.weir.http.Origin;
import dev.weir.http.Route;
import dev.weir.http.Router;
import dev.weir.http.player.OutputMethod;
import dev.weir.http.player.PlayerRoutes;
import dev.weir.http.progressive.ProgressiveOutput;
import dev.weir.http.segmented.SegmentStores;
import dev.weir.http.segmented.hls.HlsHandler;
import dev.weir.net.Tls;
import dev.weir.net.Transport;
import dev.weir.rtmp.RtmpServer;
import dev.weir.source.DemoSource;
import dev.weir.stream.Streams;
import dev.weir.ts.TsMuxer;
import dev.weir.ts.TsSegmentWriter;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Puts the parts of the server together: everything is constructed here, in this order, and
/// nothing is found in any other way.
final class Server implements AutoCloseable {
  /// Pages that are kept for the next stream.
  private static final long KEPT_PAGE_BYTES = 128L << 20;

  private static final List<String> HTTP_PROTOCOLS = List.of("h2", "http/1.1");

  /// A listener that is up.
  ///
  /// @param protocol as configured
  /// @param address with the port that the system chose if 0 was configured
  record Bound(ProtocolConfig protocol, InetSocketAddress address) {}

  private final WeirConfig config;
  private final Transport transport;
  private final Streams streams;
  private final RtmpServer rtmp;
  private final SegmentStores segments;
  private final List<Route> mediaRoutes;
  private final List<HttpServer> httpServers = new ArrayList<>();
  private final List<Bound> listeners = new ArrayList<>();

  private Server(WeirConfig config, Transport.Kind kind) {
    LongSupplier nanoClock = System::nanoTime;
    this.config = config;
    this.transport = new Transport(kind, Runtime.getRuntime().availableProcessors());
    this.streams =
        new Streams(
            config.streams()::get,
            List.of(new DemoSource(nanoClock)),
            new PagePool(KEPT_PAGE_BYTES),
            transport,
            Clock.systemUTC(),
            nanoClock);
    Feeds feeds = new Feeds(nanoClock);
    this.rtmp = new RtmpServer(transport, streams, feeds, nanoClock);
    this.segments = new SegmentStores(transport, nanoClock);
    List<Route> media = new ArrayList<>(new HlsHandler(streams, segments, transport).routes());
    media.addAll(ProgressiveOutput.routes(streams, feeds));
    this.mediaRoutes = List.copyOf(media);
  }

  /// Starts a server.
  ///
  /// @throws IOException if a listener cannot be had, in a plain sentence; nothing is left running
  static Server start(WeirConfig config, Transport.Kind kind) throws IOException {
    Server server = new Server(config, kind);
    try {
      for (ProtocolConfig protocol : config.protocols()) {
        server.listen(protocol);
      }
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /// What listens, in the order of the configuration.
  List<Bound> listeners() {
    return List.copyOf(listeners);
  }

  @Override
  public void close() {
    httpServers.forEach(HttpServer::close);
    rtmp.close();
    streams.close();
    segments.close();
    transport.close();
  }

  private void listen(ProtocolConfig protocol) throws IOException {
    InetSocketAddress wanted = new InetSocketAddress(protocol.bindAddress(), protocol.port());
    try {
      InetSocketAddress bound =
          switch (protocol) {
            case ProtocolConfig.Http p -> http(wanted, p.publicAddresses(), null);
            case ProtocolConfig.Https p ->
                http(wanted, p.publicAddresses(), Tls.server(p.tls(), HTTP_PROTOCOLS));
            case ProtocolConfig.Rtmp p ->
                rtmp(wanted, p.tls() == null ? null : Tls.server(p.tls(), List.of()));
          };
      listeners.add(new Bound(protocol, bound));
    } catch (IOException e) {
      throw new IOException(
          "%s cannot listen on %s port %d: %s"
              .formatted(protocol.name(), protocol.bindAddress(), protocol.port(), plain(e)),
          e);
    }
  }

  // The transports of Netty fail with exceptions of their own; the kernel's words are the same.
  private static String plain(IOException e) {
    String reason = String.valueOf(e.getMessage());
    if (reason.contains("already in use")) {
      return "another program has the port; stop it or choose another port";
    }
    if (reason.contains("Permission denied")) {
      return "this user may not use the port; choose one above 1023";
    }
    return reason.contains("Cannot assign requested address")
        ? "this machine does not have the address"
        : reason;
  }

  private InetSocketAddress http(
      InetSocketAddress wanted, List<String> publicAddresses, @Nullable SslContext tls)
      throws BindException {
    List<Origin> origins =
        publicAddresses.stream().map(Origin::parse).flatMap(Optional::stream).toList();
    List<Route> routes = new ArrayList<>(mediaRoutes);
    routes.addAll(PlayerRoutes.routes(streams, methods(), origins, ""));
    HttpServer server =
        HttpServer.bind(
            transport.server(),
            wanted,
            new Router(routes),
            config::trusts,
            HttpLimits.DEFAULT,
            tls);
    httpServers.add(server);
    return server.address();
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
    methods.add(OutputMethod.http("flash/7", "FLV progressive", 5, "$.flv", FlvMuxer::carries));
    methods.add(
        OutputMethod.webSocket("ws/flash/7", "FLV WebSocket", 4, "$.flv", FlvMuxer::carries));
    methods.add(
        OutputMethod.http("html5/video/mpeg", "TS progressive", 1, "$.ts", TsMuxer::carries));
    for (ProtocolConfig protocol : config.protocols()) {
      if (protocol instanceof ProtocolConfig.Rtmp p && p.tls() == null) {
        methods.add(OutputMethod.rtmp(p.port(), FlvMuxer::carries));
      }
    }
    return methods;
  }

  private InetSocketAddress rtmp(InetSocketAddress wanted, @Nullable SslContext tls)
      throws IOException {
    try {
      return rtmp.bind(wanted, tls).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }
}
