package dev.weir.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class FetcherTest {
  private static final String BEGUN = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc";

  private final Fetcher fetcher = new Fetcher();
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    fetcher.close();
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          seen.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
          try (exchange) {
            handler.handle(exchange);
          }
        });
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private String text(URI uri) throws IOException, InterruptedException {
    try (Fetched fetched = fetcher.get(FetchScope.of(uri), FetchRequest.of(uri).asText())) {
      return new String(fetched.readAll(1000), UTF_8);
    }
  }

  @Test
  void fetchesABodyAndItsSize() throws Exception {
    serve("/a", exchange -> answer(exchange, 200, "hello".getBytes(UTF_8)));
    try (Fetched fetched = fetcher.get(FetchScope.of(uri("/a")), FetchRequest.of(uri("/a")))) {
      assertThat(fetched.totalBytes()).hasValue(5);
      assertThat(fetched.readAll(5)).isEqualTo("hello".getBytes(UTF_8));
    }
  }

  @Test
  void fetchesAPartAndKnowsTheWhole() throws Exception {
    serve(
        "/a",
        exchange -> {
          assertThat(exchange.getRequestHeaders().getFirst("Range")).isEqualTo("bytes=2-4");
          exchange.getResponseHeaders().set("Content-Range", "bytes 2-4/1000");
          answer(exchange, 206, "cde".getBytes(UTF_8));
        });
    try (Fetched fetched =
        fetcher.get(FetchScope.of(uri("/a")), FetchRequest.of(uri("/a")).bytes(2, 4))) {
      assertThat(fetched.totalBytes()).hasValue(1000);
      assertThat(fetched.firstByte()).isEqualTo(2);
      assertThat(fetched.hasRanges()).isTrue();
      assertThat(fetched.readAll(10)).isEqualTo("cde".getBytes(UTF_8));
    }
  }

  @Test
  void readsGzipAndHoldsTheLimitAgainstWhatItBecomes() throws Exception {
    serve(
        "/a",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          answer(exchange, 200, gzip("x".repeat(100_000)));
        });
    assertThatThrownBy(() -> text(uri("/a"))).hasMessageContaining("limit of 1000 bytes");
    try (Fetched fetched =
        fetcher.get(FetchScope.of(uri("/a")), FetchRequest.of(uri("/a")).asText())) {
      assertThat(fetched.readAll(200_000)).hasSize(100_000);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsRedirects(int status) throws Exception {
    serve(
        "/from/a",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "../to?x=1");
          answer(exchange, status, new byte[0]);
        });
    serve("/to", exchange -> answer(exchange, 200, "there".getBytes(UTF_8)));
    try (Fetched fetched =
        fetcher.get(FetchScope.of(uri("/from/a")), FetchRequest.of(uri("/from/a")))) {
      assertThat(fetched.uri()).isEqualTo(uri("/to?x=1"));
      assertThat(fetched.readAll(100)).isEqualTo("there".getBytes(UTF_8));
    }
  }

  @Test
  void givesUpOnALoopOfRedirects() {
    serve("/a", exchange -> redirect(exchange, "/a"));
    assertThatThrownBy(() -> text(uri("/a"))).hasMessageContaining("more than 6 times");
    assertThat(seen).hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://169.254.169.254/latest", "file:///etc/passwd", "gopher://x/"})
  void doesNotFollowWhereItMayNot(String target) {
    serve("/a", exchange -> redirect(exchange, target));
    assertThatThrownBy(() -> text(uri("/a"))).isInstanceOf(ForbiddenAddressException.class);
  }

  private static void redirect(HttpExchange exchange, String target) throws IOException {
    exchange.getResponseHeaders().set("Location", target);
    answer(exchange, 302, new byte[0]);
  }

  @Test
  void answersDigestOnceAskedAndThenAtOnce() throws Exception {
    serve("/a", FetcherTest::wantsDigest);
    URI uri = URI.create("http://u%40x:p+w@127.0.0.1:" + server.getAddress().getPort() + "/a?k=v");
    FetchScope scope = FetchScope.of(uri);
    for (int i = 0; i < 2; i++) {
      try (Fetched fetched = fetcher.get(scope, FetchRequest.of(uri))) {
        assertThat(fetched.readAll(100)).isEqualTo("in".getBytes(UTF_8));
      }
    }
    assertThat(seen).hasSize(3);
    assertThat(seen.get(1)).contains("username=\"u@x\"").contains("uri=\"/a?k=v\"");
    assertThat(seen.get(2)).contains("nc=00000002");
  }

  private static void wantsDigest(HttpExchange exchange) throws IOException {
    if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
      exchange
          .getResponseHeaders()
          .set("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"");
      answer(exchange, 401, new byte[0]);
    } else {
      answer(exchange, 200, "in".getBytes(UTF_8));
    }
  }

  @Test
  void keepsCredentialsFromOtherHosts() throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CompletableFuture<String> told = new CompletableFuture<>();
    other.createContext(
        "/",
        exchange -> {
          try (exchange) {
            told.complete(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"phish\"");
            answer(exchange, 401, new byte[0]);
          }
        });
    other.start();
    serve(
        "/a",
        exchange -> redirect(exchange, "http://127.0.0.1:" + other.getAddress().getPort() + "/x"));
    URI uri = URI.create("http://u:p@127.0.0.1:" + server.getAddress().getPort() + "/a");
    assertThatThrownBy(() -> text(uri)).hasMessageContaining("status 401");
    assertThat(told.get(60, TimeUnit.SECONDS)).isEqualTo("null");
    other.stop(0);
  }

  @Test
  void saysWhatIsWrongWithoutSecrets() throws Exception {
    serve("/a", exchange -> answer(exchange, 404, new byte[0]));
    URI uri =
        URI.create("http://u:secret@127.0.0.1:" + server.getAddress().getPort() + "/a?key=secret");
    assertThatThrownBy(() -> text(uri))
        .hasMessageEndingWith("/a answered with status 404")
        .hasMessageNotContaining("secret");
    int closed = server.getAddress().getPort();
    server.stop(0);
    assertThatThrownBy(() -> text(uri("/a")))
        .hasMessage("http://127.0.0.1:%d/a cannot be fetched: the connection was refused", closed);
    assertThatThrownBy(() -> text(URI.create("http://no-such-host.invalid/a")))
        .hasMessageContaining("no such host");
  }

  @Test
  void givesUpOnAServerThatIsSilentInTheMiddle() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Fetched fetched = begun(silent, Duration.ofSeconds(2))) {
      assertThat(fetched.body().readNBytes(3)).isEqualTo("abc".getBytes(UTF_8));
      assertThatThrownBy(() -> fetched.body().read()).hasMessageContaining("sent nothing for 2 s");
    }
  }

  @Test
  void readsEndWhenTheThreadIsInterrupted() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Fetched fetched = begun(silent, Duration.ofMinutes(2))) {
      fetched.body().readNBytes(3);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> fetched.body().read()).hasMessageContaining("given up");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aBodyThatBreaksOffSaysSo() throws Exception {
    try (ServerSocket short_ = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> say(short_, BEGUN));
      URI uri = URI.create("http://127.0.0.1:" + short_.getLocalPort() + "/");
      try (Fetched fetched = fetcher.get(FetchScope.of(uri), FetchRequest.of(uri))) {
        accepted.get(60, TimeUnit.SECONDS).close();
        assertThatThrownBy(() -> fetched.readAll(100)).hasMessageContaining("broke off");
      }
    }
  }

  /// An answer of which the rest never comes.
  private Fetched begun(ServerSocket server, Duration patience) throws Exception {
    var _ = CompletableFuture.supplyAsync(() -> say(server, BEGUN));
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    return fetcher.get(FetchScope.of(uri), FetchRequest.of(uri).within(patience));
  }

  private static Socket say(ServerSocket server, String text) {
    try {
      Socket socket = server.accept();
      socket.getInputStream().readNBytes(10);
      socket.getOutputStream().write(text.getBytes(UTF_8));
      return socket;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
