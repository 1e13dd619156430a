package dev.weir.bench.soak;

import dev.weir.feed.Feeds;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.net.Tls;
import dev.weir.net.Transport;
import dev.weir.rtmp.RtmpClient;
import dev.weir.rtmp.RtmpLink;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.stream.CloseReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Viewers over RTMP and every HTTP output, each on a virtual thread: they come, watch for some
/// seconds, and leave in order, or rudely, or stop reading.
final class Visitors {
  private static final int MAX_STAY_MILLIS = 40_000;
  private static final int READ_BYTES = 64 * 1024;

  private final int port;
  private final int rtmpPort;
  private final String[] streams;
  private final Transport transport = new Transport(Transport.Kind.AUTO, 1);
  private final RtmpClient rtmp;
  private final SegmentedVisits segments;
  private final AtomicInteger present = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong looks = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  private volatile boolean over; // once

  Visitors(int port, int rtmpPort, String... streams) throws IOException {
    this.port = port;
    this.rtmpPort = rtmpPort;
    this.rtmp = new RtmpClient(transport, new Feeds(System::nanoTime), Tls.client());
    this.streams = streams;
    this.segments = new SegmentedVisits(port, bytes::addAndGet);
  }

  /// Keeps `count` viewers coming and going until [#stop].
  void start(int count) {
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      Thread.ofVirtual().start(() -> visitAgainAndAgain(random));
    }
  }

  void stop() {
    over = true;
    transport.close();
  }

  int present() {
    return present.get();
  }

  /// Bytes of media since the last call.
  long takeBytes() {
    return bytes.getAndSet(0);
  }

  /// How often a stream was looked at in segments, and how many visits ended before their time,
  /// since the last call.
  String takeLooks() {
    return looks.getAndSet(0) + " looks, " + refusals.getAndSet(0) + " visits cut";
  }

  private void visitAgainAndAgain(Random random) {
    while (!over) {
      String stream = streams[random.nextInt(streams.length)];
      long until =
          System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_STAY_MILLIS));
      present.incrementAndGet();
      try {
        switch (random.nextInt(12)) {
          case 0 -> look(() -> segments.hls("hls/" + stream + "/index.m3u8"), until);
          case 1 -> look(() -> segments.hls("cmaf/" + stream + "/index.m3u8"), until);
          case 2 -> look(() -> segments.parts(stream), until);
          case 3 -> look(() -> segments.dash(stream), until);
          case 4 -> look(() -> segments.smooth(stream), until);
          case 5 -> look(() -> segments.hds(stream), until);
          case 6 -> watch(stream + ".ts", until, random);
          case 7, 8 -> rtmp(stream, until);
          default -> watch(stream + ".flv", until, random);
        }
        Thread.sleep(random.nextInt(500));
      } catch (IOException _) {
        // A stream whose publisher is away; the next visit may find it.
        refusals.incrementAndGet();
        pause();
      } catch (InterruptedException _) {
        return;
      } finally {
        present.decrementAndGet();
      }
    }
  }

  private void watch(String path, long untilNanos, Random random)
      throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      if (random.nextInt(4) == 0) {
        socket.setSoLinger(true, 0); // leaves with a reset
      }
      socket
          .getOutputStream()
          .write(
              ("GET /" + path + " HTTP/1.1\r\nHost: soak\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      boolean slow = random.nextInt(6) == 0;
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[READ_BYTES];
      int count;
      while (!over && System.nanoTime() - untilNanos < 0 && (count = in.read(buffer)) >= 0) {
        bytes.addAndGet(count);
        if (slow) {
          Thread.sleep(1_000);
        }
      }
    }
  }

  private void rtmp(String stream, long untilNanos) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    RtmpUrl url = RtmpUrl.parse("rtmp://127.0.0.1:" + rtmpPort + "/live/" + stream);
    RtmpLink link = rtmp.pull(url, new Counter(), _ -> ended.countDown());
    ended.await(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    link.close(new CloseReason(CloseReason.Code.CLEAN_REMOTE_CLOSE, "the visit is over"));
  }

  private final class Counter implements TrackSink {
    @Override
    public void track(Track track) {
      // Only the bytes count here.
    }

    @Override
    public void sample(Sample sample) {
      bytes.addAndGet(sample.payload().readableBytes());
    }
  }

  private void look(Look look, long untilNanos) throws IOException, InterruptedException {
    while (!over && System.nanoTime() - untilNanos < 0) {
      look.once();
      looks.incrementAndGet();
      Thread.sleep(1_000);
    }
  }

  private interface Look {
    void once() throws IOException, InterruptedException;
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
