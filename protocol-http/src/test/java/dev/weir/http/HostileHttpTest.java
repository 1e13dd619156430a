package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each of these peers loses its connection, with an answer where HTTP has one; the next one is
/// served.
class HostileHttpTest {
  private static final int PATIENT = 60_000; // milliseconds

  private final BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
  private final TestServer server = server(HttpLimits.DEFAULT);

  private TestServer server(HttpLimits limits) {
    return new TestServer(
        limits,
        null,
        List.of(
            Route.at("/ok", e -> e.respond(Response.text(200, "fine"))),
            Route.at("/hold", held::add),
            Route.at(
                "/ws",
                e -> {
                  if (e.request().wantsWebSocket()) {
                    e.webSocket(HostileHttpTest::echo);
                  } else {
                    e.respond(Response.text(200, "no socket"));
                  }
                })));
  }

  @AfterEach
  void serverStillServes() throws Exception {
    try (server;
        RawPeer peer = server.connect()) {
      peer.send("GET /ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(peer.readAll()).endsWith("fine\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: -1\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length : 5\r\n",
        "Name with space: x\r\n",
        "X: a\0b\r\n",
        "Host: y\r\n",
      })
  void refusesAmbiguousFraming(String fields) throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send("POST /ok HTTP/1.1\r\nHost: x\r\n" + fields + "\r\nhello");
      assertThat(peer.readAll()).startsWith("HTTP/1.1 400 ").doesNotContain("fine");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%2e%2e%2f",
        "/..;/ok",
        "/a%00",
        "/%c0%af",
        "/../ok",
        "//%2e%2e/ok",
        "http://h:x/ok",
        "nonsense"
      })
  void refusesHostilePaths(String path) throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(peer.readAll()).startsWith("HTTP/1.1 400 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Host: a\"b\r\n", "Host: <script>\r\n", "Host: a b\r\n", "Host: a/b\r\n"})
  void refusesHostsThatAreNone(String field) throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send("GET /ok HTTP/1.1\r\n" + field + "\r\n");
      assertThat(peer.readAll()).startsWith("HTTP/1.1 400 ");
    }
  }

  @ParameterizedTest
  @CsvSource({"9000, 0, 0, 414", "10, 20000, 0, 431", "10, 10, 2000000, 413"})
  void refusesWhatIsTooLong(int pathBytes, int headerBytes, int bodyBytes, int status)
      throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send(
          "POST /%s HTTP/1.1\r\nHost: x\r\nX: %s\r\nContent-Length: %d\r\n\r\n"
              .formatted("a".repeat(pathBytes), "b".repeat(headerBytes), bodyBytes));
      assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @Test
  void refusesEndlessChunkedBodies() throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send("POST /ok HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
      for (int i = 0; i < 40; i++) {
        peer.send(chunk);
      }
      assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /ok HT",
        "GET /ok HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        "POST /ok HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhal"
      })
  void hangsUpOnTheSlow(String beginning) throws Exception {
    try (TestServer hasty = server(HttpLimits.DEFAULT.withTimeouts(300, 300, PATIENT, PATIENT));
        RawPeer peer = hasty.connect()) {
      assertThat(peer.send(beginning).readAll()).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void hangsUpOnTheSilent() throws Exception {
    try (TestServer hasty =
        server(HttpLimits.DEFAULT.withTimeouts(PATIENT, PATIENT, 1000, PATIENT))) {
      try (RawPeer peer = hasty.connect()) {
        assertThat(peer.readAll()).isEmpty();
      }
      try (RawPeer peer = hasty.connect()) {
        peer.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(peer.readAll()).endsWith("fine\n");
      }
    }
  }

  @Test
  void boundsPipelining() throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000));
      assertThat(peer.readAll()).isEmpty();
      assertThat(held).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /ok HTTP/2.0", "GET /ok HTTP/0.9", "GET /ok", "\0\1\2"})
  void refusesWhatIsNotHttp1(String line) throws Exception {
    try (RawPeer peer = server.connect()) {
      assertThat(peer.send(line + "\r\nHost: x\r\n\r\n").readAll())
          .matches("(?s)HTTP/1.1 (400|505) .*");
    }
  }

  @Test
  void missesLeaveNothingBehind() throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send("GET /hls/none/index.m3u8 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(peer.readAll()).contains("415");
    }
  }

  private static WebSocket.Listener echo(WebSocket socket) {
    return new WebSocket.Listener() {
      @Override
      public void text(String message) {
        socket.send("echo " + message);
      }

      @Override
      public void gone() {}
    };
  }

  private RawPeer webSocket() throws Exception {
    RawPeer peer = server.connect();
    String handshake =
        """
        GET /ws HTTP/1.1
        Host: x
        Upgrade: websocket
        Connection: keep-alive, Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

        """;
    peer.send(handshake.replace("\n", "\r\n"));
    // RFC 6455 1.3 has this key and its answer as the example.
    assertThat(peer.readUntil("\r\n\r\n"))
        .startsWith("HTTP/1.1 101 ")
        .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    return peer;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void webSocketsTalk() throws Exception {
    try (RawPeer peer = webSocket()) {
      peer.send(bytes(0x01, 0x81, 0, 0, 0, 0, 'h')); // a fragment
      peer.send(bytes(0x89, 0x80, 0, 0, 0, 0)); // a ping between fragments
      peer.send(bytes(0x80, 0x81, 0, 0, 0, 0, 'i'));
      assertThat(peer.read(2)).containsExactly(0x8A, 0);
      assertThat(peer.read(9)).isEqualTo("\u0081\7echo hi".getBytes(StandardCharsets.ISO_8859_1));
      peer.send(bytes(0x88, 0x82, 0, 0, 0, 0, 3, 0xE8));
      assertThat(peer.read(4)).isEqualTo(bytes(0x88, 2, 3, 0xE8));
      assertThat(peer.readAll()).isEmpty();
    }
  }

  static List<byte[]> hostileFrames() {
    return List.of(
        bytes(0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4), // a length of 2^63
        bytes(0x82, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4), // 2^63 - 1
        bytes(0x81, 0x01, 'x'), // not masked
        bytes(0x09, 0x80, 0, 0, 0, 0), // a ping in fragments
        bytes(0x89, 0xFE, 0, 126, 0, 0, 0, 0), // a ping over 125 bytes
        bytes(0x80, 0x80, 0, 0, 0, 0), // a continuation of nothing
        bytes(0xC1, 0x80, 0, 0, 0, 0), // a reserved bit
        bytes(0x83, 0x80, 0, 0, 0, 0), // a reserved opcode
        bytes(0x81, 0x82, 0, 0, 0, 0, 0xC0, 0xAF)); // text that is not UTF-8
  }

  @ParameterizedTest
  @MethodSource("hostileFrames")
  void hangsUpOnHostileFrames(byte[] frame) throws Exception {
    try (RawPeer peer = webSocket()) {
      peer.send(frame);
      String goodbye = peer.readAll();
      assertThat(goodbye)
          .satisfiesAnyOf(s -> assertThat(s).isEmpty(), s -> assertThat(s).startsWith("\u0088"));
    }
  }

  @Test
  void boundsMessagesMadeOfFragments() throws Exception {
    try (RawPeer peer = webSocket()) {
      byte[] part = new byte[8 + 40_000];
      part[0] = 0x02;
      part[1] = (byte) 0xFE;
      part[2] = (byte) (40_000 >> 8);
      part[3] = (byte) 40_000;
      peer.send(part);
      part[0] = 0;
      peer.send(part);
      assertThat(peer.readAll()).doesNotContain("echo");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Version: 8\r\n",
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n"
      })
  void refusesOddHandshakes(String fields) throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send(
          "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + fields
              + "\r\n");
      assertThat(peer.readAll()).startsWith("HTTP/1.1 426 ").contains("Sec-WebSocket-Version: 13");
    }
  }

  @Test
  void holdsOnlyOneRequestOfAConnection() throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\nGET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
      HttpExchange first = held.poll(60, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      assertThat(held).isEmpty();
      first.respond(Response.text(200, "one"));
      HttpExchange second = held.poll(60, TimeUnit.SECONDS);
      assertThat(second).isNotNull();
      second.respond(Response.text(200, "two").closing());
      assertThat(peer.readAll()).containsSubsequence("one", "two");
    }
  }
}
