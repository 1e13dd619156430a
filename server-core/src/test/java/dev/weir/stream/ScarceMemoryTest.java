package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.PagePool;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When the memory for live media is full, what runs goes on and nothing new starts.
class ScarceMemoryTest {
  private static final int GROUP = 10;

  private final PagePool pages = new PagePool(0);
  private final Transport transport = new Transport(Transport.Kind.NIO, 1);
  private final Source source =
      new Source() {
        @Override
        public boolean opens(StreamSource wanted) {
          return wanted instanceof StreamSource.Demo;
        }

        @Override
        public void start(StreamSource wanted, Publisher publisher) {
          throw new AssertionError("nothing starts while there is no room");
        }
      };
  private final Streams streams =
      new Streams(
          base ->
              StreamConfig.of(
                  base,
                  base.equals("demo")
                      ? new StreamSource.Demo()
                      : new StreamSource.Push(List.of(), "secret")),
          List.of(source),
          pages,
          transport,
          Clock.systemUTC(),
          System::nanoTime);

  @AfterEach
  void close() {
    streams.close();
    transport.close();
  }

  @Test
  void newStreamsAreRefusedAndRunningOnesGoOn() {
    pages.limit(8 << 20);
    Publisher running = accepted("live+first");
    running.track(Track.of(1, new Codec.Vp8(Picture.ofSize(2, 2))));
    fill(running, 0);
    PublishResult refused = publish("live+second");
    assertThat(refused)
        .isEqualTo(
            new PublishResult.NoRoom("Stream live+second: the memory for live media is full"));
    assertThat(streams.open(name("demo")).toCompletableFuture().join())
        .isEqualTo(
            new OpenResult.Offline(StreamState.OFFLINE, "the memory for live media is full"));
    fill(running, 100);
    assertThat(running.stream().state()).isEqualTo(StreamState.ONLINE);
    assertThat(running.evicted()).isNull();
    pages.limit(64 << 20);
    accepted("live+second");
  }

  /// Publishes a hundred pictures of 200 KB.
  private static void fill(Publisher publisher, int from) {
    for (int i = from; i < from + 100; i++) {
      publisher.sample(
          new Sample(1, i * 40_000L, 0, i % GROUP == 0, Unpooled.wrappedBuffer(new byte[200_000])));
    }
  }

  private Publisher accepted(String stream) {
    if (publish(stream) instanceof PublishResult.Accepted(Publisher publisher)) {
      return publisher;
    }
    throw new AssertionError(stream + " was refused");
  }

  private PublishResult publish(String stream) {
    InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    return streams
        .publish(new PublishRequest(name(stream), "TEST", peer, "secret", ""))
        .toCompletableFuture()
        .join();
  }

  private static StreamName name(String text) {
    return StreamName.clean(text).orElseThrow();
  }
}
