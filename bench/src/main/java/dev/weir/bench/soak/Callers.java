package dev.weir.bench.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Viewers who come at a steady rate, each a session of its own, see the stream begin, and leave.
final class Callers implements AutoCloseable {
  private static final int STAY_MILLIS = 300;
  private static final int PATIENCE_MILLIS = 20_000;

  private final int port;
  private final String path;
  private final Thread thread;
  private final AtomicLong number = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Queue<Long> waits = new ConcurrentLinkedQueue<>(); // nanoseconds to the first byte
  private volatile int perMinute; // 0 for none

  Callers(int port, String path) {
    this.port = port;
    this.path = path;
    this.thread = Thread.ofPlatform().daemon().start(this::call);
  }

  /// So many come from now on.
  void come(int perMinuteFromNow) {
    perMinute = perMinuteFromNow;
  }

  private void call() {
    long next = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      if (perMinute == 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        next = System.nanoTime();
        continue;
      }
      next += TimeUnit.MINUTES.toNanos(1) / perMinute;
      LockSupport.parkNanos(next - System.nanoTime());
      long user = number.incrementAndGet();
      Thread.ofVirtual().start(() -> visit(user));
    }
  }

  private void visit(long user) {
    long start = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request = "GET /" + path + "?user=" + user + " HTTP/1.1\r\nHost: storm\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] first = socket.getInputStream().readNBytes(12);
      if (!new String(first, StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
        failed.incrementAndGet();
        return;
      }
      waits.add(System.nanoTime() - start);
      byte[] more = new byte[64 * 1024];
      while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(STAY_MILLIS)
          && socket.getInputStream().read(more) >= 0) {
        // What comes is not looked at.
      }
    } catch (IOException _) {
      failed.incrementAndGet();
    }
  }

  /// Who came since the last time.
  ///
  /// @param seen how many saw the stream begin
  /// @param failed how many did not
  /// @param medianMillis to the first byte
  /// @param p99Millis likewise
  record Seen(int seen, long failed, double medianMillis, double p99Millis) {}

  Seen take() {
    long[] nanos = new long[waits.size()];
    for (int i = 0; i < nanos.length; i++) {
      Long wait = waits.poll();
      nanos[i] = wait == null ? 0 : wait;
    }
    Arrays.sort(nanos);
    return new Seen(nanos.length, failed.getAndSet(0), millis(nanos, 0.5), millis(nanos, 0.99));
  }

  static double millis(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e6;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
