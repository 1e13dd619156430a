package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.http.MemoryFile;
import dev.weir.http.TestStreams;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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
    public Writer begin(Piece piece, ByteBuf out) {
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

  /// More than the buffer of one segment takes, and less than those of two.
  private static final int ROOM_BYTES = 20_000;

  private final TestStreams streams =
      new TestStreams(TestStreams.segments(1000, 20_000), Clock.systemUTC());
  private final EventLoop loop = streams.transport().next();
  private final List<LiveSegments> stores = new ArrayList<>();
  private final Publisher publisher = streams.publish("live");

  @AfterEach
  void close() {
    stores.forEach(LiveSegments::close);
    loop.submit(() -> {}).syncUninterruptibly();
    streams.close();
  }

  private LiveSegments store(long maxCachedBytes) {
    LiveSegments store =
        new LiveSegments(
            publisher.stream(),
            loop,
            System::nanoTime,
            new MemoryFile(),
            StreamNumbers.beside(null),
            maxCachedBytes,
            0);
    stores.add(store);
    return store;
  }

  private void publish(int from, int to) {
    Gop.announce(publisher);
    Gop.seconds(publisher, from, to, 1);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static List<Segment> segments(SegmentStore store) throws Exception {
    return get(store.snapshot()).segments();
  }

  private static ByteBuf buffer(Found found) {
    return ((Found.Bytes) found).bytes();
  }

  /// The bytes, and nothing to release.
  private static byte[] bytes(Found found) {
    ByteBuf bytes = buffer(found);
    byte[] copy = ByteBufUtil.getBytes(bytes);
    bytes.release();
    return copy;
  }

  @Test
  void holdsEverySampleOnceAndTellsTheLastOfEachTrack() throws Exception {
    publish(0, 4);
    LiveSegments store = store(1 << 20);
    Segment first = segments(store).getFirst();
    byte[] bytes = bytes(get(store.segment(first.sequence(), new Payloads(Gop.AUDIO))));
    int samples = first.samples(Gop.AUDIO);
    assertThat(bytes).hasSize(samples * 5 + Payloads.ENDING_BYTES);
    for (int i = 0; i < samples; i++) {
      assertThat(bytes[i * 5 + 4]).isEqualTo((byte) (i == samples - 1 ? 1 : 0));
    }
  }

  @Test
  void theSameSegmentHasTheSameBytesCachedOrNot() throws Exception {
    publish(0, 4);
    LiveSegments cached = store(1 << 20);
    LiveSegments forgetful = store(0);
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
    LiveSegments store = store(1 << 20);
    long sequence = segments(store).getFirst().sequence();
    List<CompletableFuture<Found>> asked = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      asked.add(store.segment(sequence, new Payloads(Gop.VIDEO)).toCompletableFuture());
    }
    long address = buffer(get(asked.getFirst())).memoryAddress();
    for (CompletableFuture<Found> each : asked) {
      ByteBuf bytes = buffer(get(each));
      assertThat(bytes.memoryAddress()).isEqualTo(address);
      bytes.release();
    }
  }

  @Test
  void whoeverAsksAgainAsHeIsAnsweredIsAnsweredToo() throws Exception {
    publish(0, 4);
    LiveSegments store = store(1 << 20);
    long sequence = segments(store).getFirst().sequence();
    List<CompletableFuture<Found>> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) { // on the loop, as the next of requests that came together does
      asked.add(
          store
              .segment(sequence, new Payloads(Gop.VIDEO))
              .thenCompose(found -> {
                ((Found.Bytes) found).bytes().release();
                return store.segment(sequence, new Payloads(Gop.VIDEO));
              })
              .toCompletableFuture());
    }
    for (CompletableFuture<Found> each : asked) {
      ByteBuf bytes = buffer(get(each));
      bytes.release();
      segments(store); // a turn of the loop behind the answers
      assertThat(bytes.refCnt()).isLessThanOrEqualTo(1 + asked.size()); // the cache's, and others'
    }
    ByteBuf last = buffer(get(store.segment(sequence, new Payloads(Gop.VIDEO))));
    segments(store);
    assertThat(last.refCnt()).isEqualTo(2);
    last.release();
  }

  @Test
  void trimsTheCacheButNotUnderThoseWhoWait() throws Exception {
    publish(0, 15);
    LiveSegments store = store(2 * ROOM_BYTES);
    List<CompletableFuture<Found>> asked = new ArrayList<>();
    List<Segment> segments = segments(store);
    assertThat(segments).hasSize(14);
    for (int round = 0; round < 4; round++) {
      for (Segment segment : segments) {
        asked.add(store.segment(segment.sequence(), new Payloads(Gop.VIDEO)).toCompletableFuture());
      }
    }
    for (CompletableFuture<Found> each : asked) {
      assertThat(bytes(get(each))).hasSizeGreaterThan(Payloads.ENDING_BYTES);
    }
  }

  @Test
  void droppedBytesAreReleased() throws Exception {
    publish(0, 6);
    LiveSegments store = store(ROOM_BYTES); // room for one
    List<Segment> segments = segments(store);
    ByteBuf first = buffer(get(store.segment(segments.get(0).sequence(), new Payloads(1))));
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
      LiveSegments store = store(1 << 20);
      List<CompletableFuture<Found>> asked = new ArrayList<>();
      for (Segment segment : segments(store)) {
        asked.add(store.segment(segment.sequence(), new Payloads(Gop.VIDEO)).toCompletableFuture());
      }
      store.close();
      for (CompletableFuture<Found> each : asked) {
        if (get(each) instanceof Found.Bytes(ByteBuf bytes)) {
          bytes.release();
        }
      }
    }
  }

  @Test
  void hasNothingForNumbersThatAreNotThere() throws Exception {
    publish(0, 4);
    LiveSegments store = store(1 << 20);
    long last = segments(store).getLast().sequence();
    for (long sequence : new long[] {-1, 0, last + 1, Long.MAX_VALUE}) {
      assertThat(get(store.segment(sequence, new Payloads(Gop.VIDEO))))
          .isEqualTo(sequence > last ? Found.Missing.NOT_YET : Found.Missing.GONE);
    }
  }

  @Test
  void whoeverIsToldOfTheEndHasBeenGivenTheLastSegment() throws Exception {
    publish(0, 3);
    Gop.seconds(publisher, 3, 4, 1);
    LiveSegments store = store(1 << 20);
    assertThat(get(store.snapshot()).live()).isTrue();
    assertThat(segments(store)).hasSize(3);
    publisher.close(TestStreams.OVER);
    assertThat(get(store.snapshot()).live()).isFalse();
    assertThat(segments(store)).hasSize(4);
  }

  @Test
  void aClosedStoreHasNothing() throws Exception {
    publish(0, 4);
    LiveSegments store = store(1 << 20);
    long sequence = segments(store).getFirst().sequence();
    store.close();
    assertThat(segments(store)).isEmpty();
    assertThat(get(store.segment(sequence, new Payloads(Gop.VIDEO)))).isEqualTo(Found.Missing.GONE);
  }

  /// Its playlists are no events any more, whatever players were told.
  @Test
  void theOperatorIsToldOnceThatAnEventIsLongerThanItsWindow() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(LiveSegments.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (TestStreams events =
        new TestStreams(
            settings -> TestStreams.event(TestStreams.segments(2000, 8000).apply(settings)),
            Clock.systemUTC())) {
      Publisher event = events.publish("live+event");
      Gop.announce(event);
      Gop.seconds(event, 0, 7, 1);
      LiveSegments store =
          new LiveSegments(
              event.stream(),
              events.transport().next(),
              System::nanoTime,
              new MemoryFile(),
              StreamNumbers.beside(null));
      assertThat(get(store.snapshot()).event()).isTrue();
      assertThat(log.list).isEmpty();
      Gop.seconds(event, 7, 30, 1);
      assertThat(get(store.snapshot()).event()).isFalse();
      Gop.seconds(event, 30, 40, 1);
      get(store.snapshot());
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .singleElement()
          .asString()
          .startsWith("stream live+event is longer than its DVR of 8 s: ");
      store.close();
      get(store.snapshot());
    } finally {
      logger.detachAppender(log);
    }
  }
}
