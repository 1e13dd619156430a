package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.PagePool;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.OpenResult;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamListener;
import dev.weir.stream.Streams;
import dev.weir.testkit.Await;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sources that fail in every way, on real streams.
@Timeout(120)
class PullLoopTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final StreamName CAM = new StreamName("cam", "");
  private static final Instant FILMED = Instant.parse("2026-05-01T12:00:00Z");

  private final Transport transport = new Transport(Transport.Kind.NIO, 1);
  private final PagePool pages = new PagePool(4 << 20);
  private final AtomicInteger attempts = new AtomicInteger();
  private Streams streams = streams(_ -> Pull.End.FOR_GOOD);

  private Streams streams(Pull pull) {
    PullKind kind =
        new PullKind() {
          @Override
          public boolean pulls(StreamSource source) {
            return source instanceof StreamSource.Rtmp;
          }

          @Override
          public Pull pull(StreamSource source) {
            return sink -> {
              attempts.incrementAndGet();
              return pull.run(sink);
            };
          }
        };
    return new Streams(
        base -> StreamConfig.of(base, new StreamSource.Rtmp("rtmp://example.org/live/cam")),
        List.of(new PullSource(List.of(kind), System::nanoTime)),
        pages,
        transport,
        Clock.systemUTC(),
        System::nanoTime);
  }

  @AfterEach
  void close() {
    streams.close();
    transport.close();
  }

  private static void give(PullSink sink, long fromMillis, int samples) {
    sink.track(Track.of(1, new Codec.Vp8(Picture.ofSize(2, 2))));
    for (int i = 0; i < samples; i++) {
      long micros = TimeUnit.MILLISECONDS.toMicros(fromMillis + i * 40L);
      sink.sample(new Sample(1, micros, 0, i % 10 == 0, Unpooled.wrappedBuffer(new byte[9])));
    }
  }

  private Stream open() throws Exception {
    OpenResult result =
        streams.open(CAM).toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    return ((OpenResult.Online) result).stream();
  }

  @Test
  void triesAgainUntilTheSourceIsThereAndSaysWhatIsWrongUntilThen() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch forEver = new CountDownLatch(1);
    streams =
        streams(sink -> {
          switch (attempts.get()) {
            case 1 -> throw new IOException("example.org cannot be reached");
            case 2 -> {
              seen.await();
              throw new MalformedMediaException("no media");
            }
            default -> {
              sink.startsAt(FILMED);
              give(sink, 0, 100);
              forEver.await();
            }
          }
          return Pull.End.FOR_NOW;
        });
    var opened = streams.open(CAM).toCompletableFuture();
    Await.until("trouble", LIMIT, () -> "example.org cannot be reached".equals(trouble()));
    seen.countDown();
    Stream stream = ((OpenResult.Online) opened.get(60, TimeUnit.SECONDS)).stream();
    assertThat(stream.trouble()).isNull();
    assertThat(attempts).hasValue(3);
    assertThat(stream.startedAt()).isEqualTo(FILMED);
  }

  private String trouble() {
    return streams.find(CAM).map(Stream::trouble).orElse("");
  }

  @Test
  void theStreamStaysWhileTheSourceComesBack() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch forEver = new CountDownLatch(1);
    streams =
        streams(sink -> {
          if (attempts.get() == 1) {
            give(sink, 1_000_000, 100);
            lost.await();
            throw new IOException("it broke off");
          }
          seen.await();
          give(sink, 2_000_000, 100);
          forEver.await();
          return Pull.End.FOR_NOW;
        });
    Stream stream = open();
    long before = stream.buffers().getFirst().head();
    lost.countDown();
    Await.until("trouble", LIMIT, () -> "it broke off".equals(stream.trouble()));
    seen.countDown();
    Await.until("media", LIMIT, () -> stream.buffers().getFirst().head() >= before + 100);
    assertThat(stream.trouble()).isNull();
    assertThat(streams.find(CAM)).contains(stream);
  }

  @Test
  void anEndForGoodEndsTheStream() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    streams =
        streams(sink -> {
          give(sink, 0, 100);
          go.await();
          return Pull.End.FOR_GOOD;
        });
    CompletableFuture<CloseReason> ended = whenEnded(open());
    go.countDown();
    assertThat(ended.get(60, TimeUnit.SECONDS).code()).isEqualTo(Code.CLEAN_EOF);
  }

  @Test
  void whoStopsTheStreamStopsTheAttempt() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    streams =
        streams(sink -> {
          give(sink, 0, 100);
          try {
            new CountDownLatch(1).await();
          } finally {
            stopped.countDown();
          }
          return Pull.End.FOR_NOW;
        });
    CompletableFuture<CloseReason> ended = whenEnded(open());
    CloseReason reason = new CloseReason(Code.CLEAN_CONTROLLER_REQ, "the test wants it");
    streams.stop(CAM, reason);
    assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(reason);
    assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aBugEndsThatStreamWithAReason() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    streams =
        streams(sink -> {
          give(sink, 0, 100);
          go.await();
          throw new IllegalStateException("a bug");
        });
    CompletableFuture<CloseReason> ended = whenEnded(open());
    go.countDown();
    assertThat(ended.get(60, TimeUnit.SECONDS).code()).isEqualTo(Code.INTERNAL_ERROR);
  }

  private static CompletableFuture<CloseReason> whenEnded(Stream stream) {
    CompletableFuture<CloseReason> ended = new CompletableFuture<>();
    stream.addListener(
        new StreamListener() {
          @Override
          public void published(Track track) {}

          @Override
          public void ended(CloseReason reason) {
            ended.complete(reason);
          }
        });
    return ended;
  }
}
