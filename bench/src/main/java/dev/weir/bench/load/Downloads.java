package dev.weir.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Viewers who download files as fast as they can, or stand still in the middle, and what that
/// costs the server's process: Weir or any other.
///
/// ```
/// Downloads PID VIEWERS SECONDS PLACE STILL URL…
/// ```
///
/// `PLACE` is `start` (every viewer reads the file from its start, over and over) or `random` (each
/// begins somewhere else); `STILL` is how many of the viewers read a little and then nothing.
public final class Downloads {
  private static final int READ_BYTES = 256 * 1024;

  private final LongAdder received = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicBoolean over = new AtomicBoolean();
  private final boolean randomly;

  private Downloads(boolean randomly) {
    this.randomly = randomly;
  }

  /// See above.
  public static void main(String[] args) throws IOException, InterruptedException {
    ProcessCost server = new ProcessCost(Long.parseLong(args[0]));
    int viewers = Integer.parseInt(args[1]);
    int seconds = Integer.parseInt(args[2]);
    int still = Integer.parseInt(args[4]);
    List<URI> urls = new ArrayList<>();
    for (int i = 5; i < args.length; i++) {
      urls.add(URI.create(args[i]));
    }
    new Downloads(args[3].equals("random")).run(server, viewers, seconds, still, urls);
  }

  private void run(ProcessCost server, int viewers, int seconds, int still, List<URI> urls)
      throws IOException, InterruptedException {
    for (int i = 0; i < viewers; i++) {
      URI url = urls.get(i % urls.size());
      Random random = new Random(i);
      boolean stands = i < still;
      Thread.ofVirtual().start(() -> view(url, random, stands));
    }
    TimeUnit.SECONDS.sleep(2); // all are there
    double cpuBefore = server.cpuSeconds();
    long bytesBefore = received.sum();
    TimeUnit.SECONDS.sleep(seconds);
    double cpu = server.cpuSeconds() - cpuBefore;
    double gigabytes = (received.sum() - bytesBefore) / 1e9;
    over.set(true);
    System.out.printf(
        Locale.ROOT,
        "%d viewers, %d still: %.2f GB in %d s, %.2f s of CPU, %.3f s per GB; %d MB resident; %d"
            + " failures%n",
        viewers,
        still,
        gigabytes,
        seconds,
        cpu,
        cpu / gigabytes,
        server.residentBytes() >> 20,
        failures.sum());
  }

  private void view(URI url, Random random, boolean stands) {
    while (!over.get()) {
      try {
        download(url, random, stands);
      } catch (IOException e) {
        failures.increment();
      }
    }
  }

  private void download(URI url, Random random, boolean stands) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String range = randomly ? "Range: bytes=" + random.nextInt(50_000_000) + "-\r\n" : "";
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + url.getRawPath()
                      + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      + range
                      + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[READ_BYTES];
      for (int read; !over.get() && (read = in.read(bytes)) >= 0; ) {
        received.add(read);
        while (stands && !over.get()) {
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
