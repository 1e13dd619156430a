package dev.weir.bench.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Viewers who stay, and note how long they wait from one piece of media to the next.
final class SteadyViewers implements AutoCloseable {
  private final List<Socket> sockets = new ArrayList<>();
  private final Queue<Long> gaps = new ConcurrentLinkedQueue<>(); // nanoseconds

  SteadyViewers(int port, String path, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(socket);
      String request = "GET /" + path + "?steady=" + i + " HTTP/1.1\r\nHost: storm\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      Thread.ofPlatform().daemon().start(() -> watch(socket));
    }
  }

  private void watch(Socket socket) {
    byte[] bytes = new byte[64 * 1024];
    try {
      InputStream in = socket.getInputStream();
      long before = System.nanoTime();
      while (in.read(bytes) >= 0) {
        long now = System.nanoTime();
        gaps.add(now - before);
        before = now;
      }
      gaps.add(Long.MAX_VALUE); // it ended, which it must not
    } catch (IOException _) {
      // Closed by us.
    }
  }

  /// What was waited for the next piece since the last time.
  ///
  /// @param pieces that came
  record Gaps(int pieces, double medianMillis, double p99Millis, double longestMillis) {}

  Gaps take() {
    long[] nanos = new long[gaps.size()];
    for (int i = 0; i < nanos.length; i++) {
      Long gap = gaps.poll();
      nanos[i] = gap == null ? 0 : gap;
    }
    Arrays.sort(nanos);
    return new Gaps(
        nanos.length,
        Callers.millis(nanos, 0.5),
        Callers.millis(nanos, 0.99),
        Callers.millis(nanos, 1));
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
