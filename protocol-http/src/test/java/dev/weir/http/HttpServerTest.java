package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final Route HELLO =
      Route.at("/hello/$", e -> e.respond(Response.text(200, "hello " + e.request().stream())));

  private static String get(String path, String... fields) {
    return request("GET " + path, fields);
  }

  private static String request(String line, String... fields) {
    return line
        + " HTTP/1.1\r\nHost: x\r\n"
        + String.join("\r\n", fields)
        + (fields.length == 0 ? "\r\n" : "\r\n\r\n");
  }

  @Test
  void answersAndKeepsTheConnection() throws Exception {
    try (TestServer server = TestServer.of(HELLO);
        RawPeer peer = server.connect()) {
      String first = peer.send("GET /hello/a HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("hello a\n");
      assertThat(first)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsIgnoringCase("content-length: 8")
          .contains("Access-Control-Allow-Origin: *")
          .contains("X-Content-Type-Options: nosniff")
          .contains("Cache-Control: no-cache, no-store, must-revalidate");
      peer.send("GET /hello/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(peer.readAll()).contains("hello b").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void answersPipelinedRequestsInOrderWhateverOrderHandlersHave() throws Exception {
    BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
    Route slow = Route.at("/slow", held::add);
    try (TestServer server = TestServer.of(HELLO, slow);
        RawPeer peer = server.connect()) {
      peer.send(get("/slow") + get("/hello/b", "Connection: close"));
      HttpExchange first = held.poll(60, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      first.respond(Response.text(200, "slow one")); // from another thread
      String all = peer.readAll();
      assertThat(all.indexOf("slow one")).isPositive().isLessThan(all.indexOf("hello b"));
    }
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() throws Exception {
    try (TestServer server = TestServer.of(HELLO);
        RawPeer peer = server.connect()) {
      peer.send("HEAD /hello/abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(peer.readAll()).containsIgnoringCase("content-length: 10").endsWith("\r\n\r\n");
    }
  }

  @Test
  void optionsSaysWhatTheRoutesTake() throws Exception {
    Route resource = Route.at("/hello/$", _ -> {}).only("DELETE", "PATCH");
    try (TestServer server = TestServer.of(HELLO, resource);
        RawPeer peer = server.connect()) {
      peer.send(request("OPTIONS /hello/a") + request("OPTIONS *", "Connection: close"));
      assertThat(peer.readAll())
          .contains("Access-Control-Allow-Methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST\r\n")
          .contains("Access-Control-Allow-Headers: *, Authorization\r\n");
    }
  }

  @Test
  void unknownPathsAre415AndClose() throws Exception {
    try (TestServer server = TestServer.of(HELLO);
        RawPeer peer = server.connect()) {
      peer.send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(peer.readAll())
          .startsWith("HTTP/1.1 415 Unsupported Media Type")
          .contains("Access-Control-Allow-Origin: *");
    }
  }

  @Test
  void wrongMethodIs405() throws Exception {
    try (TestServer server = TestServer.of(HELLO);
        RawPeer peer = server.connect()) {
      peer.send("DELETE /hello/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(peer.readAll()).startsWith("HTTP/1.1 405 ").contains("Allow: GET, HEAD, OPTIONS");
    }
  }

  @Test
  void http10ClosesUnlessAskedToLive() throws Exception {
    try (TestServer server = TestServer.of(HELLO);
        RawPeer peer = server.connect()) {
      assertThat(peer.send("GET /hello/a HTTP/1.0\r\n\r\n").readAll()).contains("hello a");
    }
  }

  @Test
  void compressesTextForThoseWhoTakeIt() throws Exception {
    String text = "a line of a playlist\n".repeat(200);
    Route list =
        Route.at("/list", e -> e.respond(Response.of(200, "application/vnd.apple.mpegurl", text)));
    try (TestServer server = TestServer.of(list);
        RawPeer peer = server.connect()) {
      peer.send(
          "GET /list HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br, gzip\r\nConnection: close\r\n\r\n");
      String answer = peer.readAll();
      assertThat(answer).containsIgnoringCase("content-encoding: gzip").contains("ccept-Encoding");
      byte[] body =
          answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
      }
    }
  }

  @Test
  void takesBodies() throws Exception {
    Route echo =
        Route.at(
            "/echo",
            e ->
                e.respond(
                    Response.of(
                        200, "application/octet-stream", e.request().body().toByteArray())));
    try (TestServer server = TestServer.of(echo);
        RawPeer peer = server.connect()) {
      peer.send(
          request("POST /echo", "Transfer-Encoding: chunked")
              + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
              + request("POST /echo", "Content-Length: 3", "Connection: close")
              + "xyz");
      assertThat(peer.readAll()).contains("\r\n\r\nabcde").endsWith("\r\n\r\nxyz");
    }
  }

  @Test
  void aHandlerThatFailsLaterIs500Too() throws Exception {
    CompletableFuture<String> late = new CompletableFuture<>();
    Route failing = Route.at("/late", e -> e.when(late, text -> e.respond(response(text))));
    try (TestServer server = TestServer.of(HELLO, failing);
        RawPeer peer = server.connect()) {
      peer.send(get("/late") + get("/hello/a"));
      late.complete("on purpose: a test of the answer 500");
      assertThat(peer.readUntil("hello a\n")).startsWith("HTTP/1.1 500 ");
    }
  }

  private static Response response(String text) {
    throw new IllegalStateException(text);
  }

  @Test
  void aHandlerThatFailsIs500AndTheServerLives() throws Exception {
    Route broken =
        Route.at(
            "/broken",
            _ -> {
              throw new IllegalStateException("on purpose: a test of the answer 500");
            });
    try (TestServer server = TestServer.of(broken, HELLO)) {
      try (RawPeer peer = server.connect()) {
        assertThat(peer.send("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n").readAll())
            .startsWith("HTTP/1.1 500 ");
      }
      try (RawPeer peer = server.connect()) {
        peer.send("GET /hello/a HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(peer.readUntil("hello a")).contains("200 OK");
      }
    }
  }

  @Test
  void endlessBodiesAreBareBytesOverHttp10UntilTheViewerLeaves() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    Route endless =
        Route.at(
            "/endless",
            e ->
                e.respondEndlessly(
                    Response.of(200, "video/x-flv", ""),
                    body -> {
                      body.channel()
                          .writeAndFlush(body.frame(Unpooled.copiedBuffer(new byte[] {1, 2, 3})));
                      assertThat(body.channel().pipeline().names())
                          .containsExactly("endless", "DefaultChannelPipeline$TailContext#0");
                      return left::countDown;
                    }));
    try (TestServer server = TestServer.of(endless)) {
      try (RawPeer peer = server.connect()) {
        peer.send("GET /endless HTTP/1.0\r\n\r\n");
        assertThat(peer.readUntil("\r\n\r\n"))
            .containsIgnoringCase("connection: close")
            .doesNotContainIgnoringCase("content-length")
            .doesNotContainIgnoringCase("transfer-encoding");
        assertThat(peer.read(3)).containsExactly(1, 2, 3);
      }
      assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void bodiesInPartsAreChunksAndTheConnectionLives() throws Exception {
    Route parts = Route.at("/parts", HttpServerTest::inParts);
    try (TestServer server = TestServer.of(parts, HELLO);
        RawPeer peer = server.connect()) {
      peer.send(get("/parts") + get("/hello/a", "Connection: close"));
      assertThat(peer.readAll())
          .containsIgnoringCase("transfer-encoding: chunked")
          .containsSubsequence("\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\nHTTP/1.1 200 OK", "hello a");
    }
    try (TestServer server = TestServer.of(parts);
        RawPeer peer = server.connect()) {
      assertThat(peer.send("GET /parts HTTP/1.0\r\n\r\n").readAll()).endsWith("\r\n\r\nonetwo");
    }
  }

  private static void inParts(HttpExchange exchange) {
    exchange.respondInParts(
        Response.of(200, "video/mp4", ""),
        body -> {
          body.write(Unpooled.copiedBuffer("one", StandardCharsets.US_ASCII));
          body.write(Unpooled.buffer(1));
          body.channel()
              .eventLoop()
              .execute(() -> {
                body.write(Unpooled.copiedBuffer("two", StandardCharsets.US_ASCII));
                body.end();
              });
        });
  }

  @Test
  void serverEndsEndlessBodiesByClosing() throws Exception {
    Route endless =
        Route.at(
            "/endless",
            e ->
                e.respondEndlessly(
                    Response.of(200, "video/mp2t", ""),
                    body -> {
                      body.channel().write(body.frame(Unpooled.copiedBuffer(new byte[] {7})));
                      body.end();
                      return () -> {};
                    }));
    try (TestServer server = TestServer.of(endless);
        RawPeer peer = server.connect()) {
      assertThat(peer.send("GET /endless HTTP/1.0\r\n\r\n").readAll()).endsWith("\7");
    }
  }

  @Test
  void aPeerThatLeavesBeforeItsAnswerIsNoticed() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
    Route wait =
        Route.at(
            "/wait",
            e -> {
              e.onGone(gone::countDown);
              held.add(e);
              arrived.countDown();
            });
    try (TestServer server = TestServer.of(wait)) {
      try (RawPeer peer = server.connect()) {
        peer.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
      held.remove().respond(Response.text(200, "too late")); // dropped, not leaked
    }
  }

  @Test
  void linksFollowTheHostFieldAndTheProxy() throws Exception {
    Route link =
        Route.at("/link", e -> e.respond(Response.text(200, e.request().origin().http("x"))));
    try (TestServer server = TestServer.of(link)) {
      for (List<String> row :
          List.of(
              List.of("Host: media.example\r\n", "http://media.example/x"),
              List.of("Host: m:81\r\nX-Forwarded-Proto: https\r\n", "https://m:81/x"),
              List.of("Host: m\r\nX-Mst-Path: https://c/v\r\n", "https://c/v/x"))) {
        try (RawPeer peer = server.connect()) {
          peer.send("GET /link HTTP/1.1\r\n" + row.get(0) + "Connection: close\r\n\r\n");
          assertThat(peer.readAll()).endsWith("\r\n\r\n" + row.get(1) + "\n");
        }
      }
    }
  }

  @Test
  void absoluteFormOverridesTheHostField() throws Exception {
    Route link =
        Route.at("/link", e -> e.respond(Response.text(200, e.request().origin().http("x"))));
    try (TestServer server = TestServer.of(link);
        RawPeer peer = server.connect()) {
      peer.send("GET http://real:99/link HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n");
      assertThat(peer.readAll()).endsWith("http://real:99/x\n");
    }
  }
}
