package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.TestStreams;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Leaked buffers fail these tests, too.
class SegmentStoreTest {
  /// The payloads one after another, in a buffer of a constant size.
  private record Payloads(int trackId) implements Wrapping {
    private static final int ENDING_BYTES = 4096;

    @Override
    public boolean carries(Track track) {
      return track.id() == trackId;
    }

    @Override
    public Writer begin(List<Track> tracks, ByteBuf out) {
      return new Writer() {
        @Override
        public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
          to.writeBytes(sample.payload().duplicate()).writeBoolean(lastOfTrack);
        }

        @Override
        public void end(ByteBuf to) {
          to.writeZero(ENDING_BYTES);
        }
      };
    }
  }

  private final TestStreams streams =
      new TestStreams(TestStreams.segments(1000, 20_000), Clock.systemUTC());
  private final EventLoop loop = streams.transport().next();
  private final List<SegmentStore> stores = new ArrayList<>();
  private final Publisher publisher = streams.publish("live");

  @AfterEach
  void close() {
    stores.forEach(SegmentStore::close);
    loop.submit(() -> {}).syncUninterruptibly();
    streams.close();
  }

  private SegmentStore store(long maxCachedBytes) {
    SegmentStore store = new SegmentStore(publisher.stream(), loop, maxCachedBytes);
    stores.add(store);
    return store;
  }

  private void publish(int from, int to) {
    Gop.announce(publisher);
    Gop.seconds(publisher, from, to, 1);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static List<Segment> segments(SegmentStore store) throws Exception {
    return get(store.snapshot()).segments();
  }

  /// The bytes, and nothing to release.
  private static byte[] bytes(Optional<ByteBuf> found) {
    ByteBuf bytes = found.orElseThrow();
    byte[] copy = ByteBufUtil.getBytes(bytes);
    bytes.release();
    return copy;
  }

  @Test
  void holdsEverySampleOnceAndTellsTheLastOfEachTrack() throws Exception {
    publish(0, 4);
    SegmentStore store = store(1 << 20);
    Segment first = segments(store).getFirst();
    byte[] bytes = bytes(get(store.segment(first.sequence(), new Payloads(Gop.AUDIO))));
    assertThat(bytes).hasSize(20 * 5 + Payloads.ENDING_BYTES);
    for (int i = 0; i < 20; i++) {
      assertThat(bytes[i * 5 + 4]).isEqualTo((byte) (i == 19 ? 1 : 0));
    }
  }

  @Test
  void theSameSegmentHasTheSameBytesCachedOrNot() throws Exception {
    publish(0, 4);
    SegmentStore cached = store(1 << 20);
    SegmentStore forgetful = store(0);
    long sequence = segments(cached).getFirst().sequence();
    byte[] first = bytes(get(cached.segment(sequence, new Payloads(Gop.VIDEO))));
    assertThat(bytes(get(cached.segment(sequence, new Payloads(Gop.VIDEO))))).isEqualTo(first);
    segments(forgetful);
    for (int round = 0; round < 3; round++) {
      assertThat(bytes(get(forgetful.segment(sequence, new Payloads(Gop.VIDEO))))).isEqualTo(first);
    }
  }

  @Test
  void isMuxedOnceForAllWhoAskAtTheSameTime() throws Exception {
    publish(0, 4);
    SegmentStore store = store(1 << 20);
    long sequence = segments(store).getFirst().sequence();
    List<CompletableFuture<Optional<ByteBuf>>> asked = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      asked.add(store.segment(sequence, new Payloads(Gop.VIDEO)).toCompletableFuture());
    }
    long address = get(asked.getFirst()).orElseThrow().memoryAddress();
    for (CompletableFuture<Optional<ByteBuf>> each : asked) {
      ByteBuf bytes = get(each).orElseThrow();
      assertThat(bytes.memoryAddress()).isEqualTo(address);
      bytes.release();
    }
  }

  @Test
  void trimsTheCacheButNotUnderThoseWhoWait() throws Exception {
    publish(0, 15);
    SegmentStore store = store(2 * Payloads.ENDING_BYTES + 1000);
    List<CompletableFuture<Optional<ByteBuf>>> asked = new ArrayList<>();
    List<Segment> segments = segments(store);
    assertThat(segments).hasSize(14);
    for (int round = 0; round < 4; round++) {
      for (Segment segment : segments) {
        asked.add(store.segment(segment.sequence(), new Payloads(Gop.VIDEO)).toCompletableFuture());
      }
    }
    for (CompletableFuture<Optional<ByteBuf>> each : asked) {
      assertThat(bytes(get(each))).hasSizeGreaterThan(Payloads.ENDING_BYTES);
    }
  }

  @Test
  void droppedBytesAreReleased() throws Exception {
    publish(0, 6);
    SegmentStore store = store(Payloads.ENDING_BYTES + 1000); // room for one
    List<Segment> segments = segments(store);
    ByteBuf first = get(store.segment(segments.get(0).sequence(), new Payloads(1))).orElseThrow();
    assertThat(first.refCnt()).isEqualTo(2); // the cache's and ours
    bytes(get(store.segment(segments.get(1).sequence(), new Payloads(1))));
    segments(store); // a turn of the loop behind the trimming
    assertThat(first.refCnt()).isEqualTo(1);
    first.release();
  }

  @Test
  void whoAskedBeforeTheEndIsAnswered() throws Exception {
    publish(0, 15);
    for (int round = 0; round < 20; round++) {
      SegmentStore store = store(1 << 20);
      List<CompletableFuture<Optional<ByteBuf>>> asked = new ArrayList<>();
      for (Segment segment : segments(store)) {
        asked.add(store.segment(segment.sequence(), new Payloads(Gop.VIDEO)).toCompletableFuture());
      }
      store.close();
      for (CompletableFuture<Optional<ByteBuf>> each : asked) {
        get(each).ifPresent(ByteBuf::release);
      }
    }
  }

  @Test
  void hasNothingForNumbersThatAreNotThere() throws Exception {
    publish(0, 4);
    SegmentStore store = store(1 << 20);
    long last = segments(store).getLast().sequence();
    for (long sequence : new long[] {-1, 0, last + 1, Long.MAX_VALUE}) {
      assertThat(get(store.segment(sequence, new Payloads(Gop.VIDEO)))).isEmpty();
    }
  }

  @Test
  void whoeverIsToldOfTheEndHasBeenGivenTheLastSegment() throws Exception {
    publish(0, 3);
    Gop.seconds(publisher, 3, 4, 1);
    SegmentStore store = store(1 << 20);
    assertThat(get(store.snapshot()).ended()).isFalse();
    assertThat(segments(store)).hasSize(3);
    publisher.close(CloseReason.PEER_FINISHED);
    assertThat(get(store.snapshot()).ended()).isTrue();
    assertThat(segments(store)).hasSize(4);
  }

  @Test
  void aClosedStoreHasNothing() throws Exception {
    publish(0, 4);
    SegmentStore store = store(1 << 20);
    long sequence = segments(store).getFirst().sequence();
    store.close();
    assertThat(segments(store)).isEmpty();
    assertThat(get(store.segment(sequence, new Payloads(Gop.VIDEO)))).isEmpty();
  }
}
