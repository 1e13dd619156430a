package dev.weir.bench.soak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// A handler of triggers that says yes after some time, or never says anything.
final class SlowHandler implements AutoCloseable {
  private final HttpServer server;
  private final AtomicLong asked = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long millis; // negative for never

  SlowHandler() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// Answers after so many milliseconds from now on; never if it is negative.
  void takes(long newMillis) {
    millis = newMillis;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /// Calls since the last time.
  long takeAsked() {
    return asked.getAndSet(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.incrementAndGet();
      exchange.getRequestBody().readAllBytes();
      if (millis < 0) {
        closed.await();
      }
      Thread.sleep(Math.max(0, millis));
      exchange.sendResponseHeaders(200, 1);
      exchange.getResponseBody().write('1');
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
