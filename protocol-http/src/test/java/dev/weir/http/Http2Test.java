package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.feed.ChunkFrame;
import dev.weir.http.segmented.Gop;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.SegmentStores;
import dev.weir.http.segmented.cmaf.CmafHandler;
import dev.weir.http.segmented.hls.CmafPlaylists;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Await;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Http2Test {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final CountDownLatch left = new CountDownLatch(1);
  private final List<HttpExchange> held = new CopyOnWriteArrayList<>();
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server =
        new TestServer(
            HttpLimits.DEFAULT,
            TestTls.server(directory),
            List.of(
                Route.at(
                    "/hello",
                    e ->
                        e.respond(
                            Response.text(200, e.request().origin().http("") + body(e.request())))),
                Route.at("/hold", held::add),
                Route.at("/parts", Http2Test::inParts),
                Route.at("/endless", this::endless)));
  }

  private static String body(Request request) {
    return " " + request.http2() + " " + request.body().length();
  }

  private void endless(HttpExchange exchange) {
    exchange.respondEndlessly(
        Response.of(200, "video/x-flv", ""),
        body -> {
          body.channel().writeAndFlush(body.frame(piece(1, 2, 3)));
          return left::countDown;
        });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + server.port() + path);
  }

  private static HttpClient client(HttpClient.Version version) throws GeneralSecurityException {
    return HttpClient.newBuilder().version(version).sslContext(TestTls.trusting()).build();
  }

  @Test
  void alpnChoosesTheVersion() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      try (HttpClient client = client(version)) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(uri("/hello"))
                    .POST(HttpRequest.BodyPublishers.ofString("12345"))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.body())
            .isEqualTo(uri("/") + " " + (version == HttpClient.Version.HTTP_2) + " 5\n");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
      }
    }
  }

  private static void inParts(HttpExchange exchange) {
    exchange.respondInParts(
        Response.of(200, "video/mp4", ""),
        body -> {
          body.write(Unpooled.copiedBuffer(new byte[] {1}));
          body.write(Unpooled.copiedBuffer(new byte[] {2}));
          body.end();
        });
  }

  @Test
  void bodiesInPartsAreDataFrames() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      HttpRequest request = HttpRequest.newBuilder(uri("/parts")).build();
      assertThat(client.send(request, BodyHandlers.ofByteArray()).body()).containsExactly(1, 2);
    }
  }

  @Test
  void unknownPathsLeaveTheConnection() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      HttpRequest request = HttpRequest.newBuilder(uri("/x")).build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }
  }

  /// A reload that waits and a part that is announced hold up nothing else on their connection.
  @Test
  void lowLatencyHlsWaitsOnStreamsOfOneConnection(@TempDir Path directory) throws Exception {
    try (TestStreams streams =
            new TestStreams(TestStreams.segments(2000, 60_000), Clock.systemUTC());
        SegmentStores stores =
            new SegmentStores(streams.streams(), streams.transport(), System::nanoTime);
        TestServer live =
            new TestServer(
                HttpLimits.DEFAULT,
                TestTls.server(directory),
                cmaf(new SegmentDoor(streams.admissions(), stores)));
        HttpClient client = client(HttpClient.Version.HTTP_2)) {
      Publisher publisher = streams.publish("live");
      Gop.announce(publisher);
      Gop.seconds(publisher, 0, 5, 2);
      URI folder = URI.create("https://localhost:%d/cmaf/live/2/".formatted(live.port()));
      String playlist = ask(client, folder.resolve("index.m3u8")).join().body();
      Matcher hint =
          Pattern.compile("PRELOAD-HINT:TYPE=PART,URI=\"(chunk_(\\d+)\\.\\d+\\.m4s)")
              .matcher(playlist);
      assertThat(hint.find()).isTrue();
      String open = hint.group(2);
      var reload = ask(client, folder.resolve("index.m3u8?_HLS_msn=" + open));
      var part = ask(client, folder.resolve(hint.group(1)));
      assertThat(ask(client, folder.resolve("init.m4s")).join().statusCode()).isEqualTo(200);
      assertThat(List.of(reload, part)).noneMatch(CompletableFuture::isDone);
      Gop.seconds(publisher, 5, 7, 2);
      assertThat(reload.get(60, TimeUnit.SECONDS).body()).contains("\nchunk_" + open + ".m4s");
      assertThat(part.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(part.join().version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  private static List<Route> cmaf(SegmentDoor door) {
    return new CmafHandler(door, List.of(new CmafPlaylists(door))).routes();
  }

  private static CompletableFuture<HttpResponse<String>> ask(HttpClient client, URI uri) {
    return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void endlessBodiesAreDataFramesUntilTheViewerLeaves() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      HttpRequest request = HttpRequest.newBuilder(uri("/endless")).build();
      try (InputStream in = client.send(request, BodyHandlers.ofInputStream()).body()) {
        assertThat(in.readNBytes(3)).containsExactly(1, 2, 3);
      }
      assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void endlessBodiesOverHttp1AndTlsKeepOnlyTheTlsHandler() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_1_1)) {
      HttpRequest request = HttpRequest.newBuilder(uri("/endless")).build();
      try (InputStream in = client.send(request, BodyHandlers.ofInputStream()).body()) {
        assertThat(in.readNBytes(3)).containsExactly(1, 2, 3);
      }
      assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void hangsUpOnAFloodOfResets() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Channel connection = connect(loops, server);
      Http2StreamChannelBootstrap streams =
          new Http2StreamChannelBootstrap(connection).handler(new Discard());
      for (int i = 0; i < 2000 && connection.isActive(); i++) {
        streams.open().addListener(opened -> askAndReset((Channel) opened.getNow()));
      }
      assertThat(connection.closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static void askAndReset(@Nullable Channel stream) {
    if (stream == null) {
      return; // the connection is closed already
    }
    stream.write(askToHold());
    stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
  }

  private static Http2HeadersFrame askToHold() {
    DefaultHttp2Headers headers = new DefaultHttp2Headers();
    headers.method("GET").path("/hold").scheme("https").authority("localhost");
    return new DefaultHttp2HeadersFrame(headers, true);
  }

  @Test
  void hangsUpOnWhoTakesNothing(@TempDir Path directory) throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    byte[] more = new byte[1 << 20]; // than the windows let through
    int patient = 60_000;
    try (TestServer hasty =
        new TestServer(
            HttpLimits.DEFAULT.withTimeouts(patient, patient, 300, patient),
            TestTls.server(directory),
            List.of(Route.at("/hold", e -> e.respond(Response.of(200, "video/mp4", more)))))) {
      Channel connection = connect(loops, hasty);
      Http2StreamChannel stream =
          new Http2StreamChannelBootstrap(connection)
              .option(ChannelOption.AUTO_READ, false)
              .handler(new Discard())
              .open()
              .get();
      stream.writeAndFlush(askToHold());
      assertThat(connection.closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
      stream.close().sync(); // lets go of what it has got
    } finally {
      loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  /// As reloads that wait for the same part are, of a player or behind a proxy.
  @Test
  void answersOfOneTurnShareRecords() throws Exception {
    int count = 40;
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      RecordCounter records = new RecordCounter();
      Channel connection =
          connect(
              loops, server, new LengthFieldBasedFrameDecoder(1 << 15, 3, Short.BYTES), records);
      CountDownLatch answered = new CountDownLatch(count);
      for (int i = 0; i < count; i++) {
        ChannelHandler end = new Ends(answered);
        Http2StreamChannel stream =
            new Http2StreamChannelBootstrap(connection).handler(end).open().get();
        stream.writeAndFlush(askToHold());
      }
      Await.until("the requests", LIMIT, () -> held.size() == count);
      records.count.set(0);
      String text = "x".repeat(1000);
      EventExecutor loop = held.getFirst().loop();
      loop.execute(() -> held.forEach(exchange -> exchange.respond(Response.text(200, text))));
      assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
      int full = count * text.length() / (1 << 14); // records
      assertThat(records.count).hasValueBetween(full, full + 5);
    } finally {
      loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  /// Counts the TLS records that come.
  private static final class RecordCounter extends ChannelInboundHandlerAdapter {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object record) {
      count.incrementAndGet();
      ctx.fireChannelRead(record);
    }
  }

  /// Tells when an answer has come whole.
  private static final class Ends extends SimpleChannelInboundHandler<Http2DataFrame> {
    private final CountDownLatch latch;

    private Ends(CountDownLatch latch) {
      this.latch = latch;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Http2DataFrame data) {
      if (data.isEndStream()) {
        latch.countDown();
      }
    }
  }

  private static Channel connect(EventLoopGroup loops, TestServer to, ChannelHandler... below)
      throws IOException, InterruptedException {
    SslContext tls = TestTls.client();
    Channel connection =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(below)
                        .addLast(
                            tls.newHandler(channel.alloc()),
                            Http2FrameCodecBuilder.forClient().build(),
                            new Http2MultiplexHandler(new Discard()));
                  }
                })
            .connect(InetAddress.getLoopbackAddress(), to.port())
            .sync()
            .channel();
    connection.pipeline().get(SslHandler.class).handshakeFuture().sync();
    return connection;
  }

  @ChannelHandler.Sharable
  private static final class Discard extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // the connection was closed on us, as it should
    }
  }

  /// A piece as a feed makes them.
  private static ByteBuf piece(int... bytes) {
    ByteBuf piece = Unpooled.buffer();
    ChunkFrame.open(piece);
    for (int value : bytes) {
      piece.writeByte(value);
    }
    ChunkFrame.close(piece);
    return piece;
  }
}
