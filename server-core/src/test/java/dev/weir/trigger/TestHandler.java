package dev.weir.trigger;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/// An HTTP server that handles triggers: keeps what it was told, answers what the test wants.
public final class TestHandler implements AutoCloseable {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpServer server;
  private final String scheme;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Set<Integer> connections = ConcurrentHashMap.newKeySet(); // by the port of the peer

  public volatile UnaryOperator<String> answers = _ -> "1"; // from the payload
  public volatile int status = 200;
  public volatile Map<String, String> moreHeaders = Map.of();

  public record Asked(String trigger, String payload, Headers headers) {}

  public TestHandler() throws IOException {
    this("http", HttpServer.create(ANY_PORT, 0));
  }

  private TestHandler(String scheme, HttpServer server) {
    this.scheme = scheme;
    this.server = server;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /// One that speaks TLS.
  public static TestHandler overTls(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(ANY_PORT, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new TestHandler("https", server);
  }

  public String url() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/check.php";
  }

  /// How many connections were opened.
  public int connections() {
    return connections.size();
  }

  public List<Asked> asked() {
    return asked;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      connections.add(exchange.getRemoteAddress().getPort());
      String payload = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      asked.add(
          new Asked(
              exchange.getRequestHeaders().getFirst("X-Trigger"),
              payload,
              exchange.getRequestHeaders()));
      moreHeaders.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] answer = answers.apply(payload).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
