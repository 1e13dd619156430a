package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.MemoryFile;
import dev.weir.http.TestStreams;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import dev.weir.stream.StreamState;
import dev.weir.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of the segments when one encoder goes and another one comes.
class EncoderChangeTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long RETURN_MILLIS = 60_000;

  /// The decoding times of one track.
  private record Times(int trackId) implements Wrapping {
    @Override
    public boolean carries(Track track) {
      return track.id() == trackId;
    }

    @Override
    public Writer begin(Piece piece, ByteBuf out) {
      return new Writer() {
        @Override
        public void sample(Sample sample, boolean lastOfTrack, ByteBuf to) {
          to.writeLong(sample.dtsMicros());
        }

        @Override
        public void end(ByteBuf to) {
          // Times are all there is.
        }
      };
    }
  }

  private final TestStreams streams =
      new TestStreams(TestStreams.segments(2000, 60_000, RETURN_MILLIS), Clock.systemUTC());
  private final EventLoop loop = streams.transport().next();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    loop.submit(() -> {}).syncUninterruptibly();
    streams.close();
  }

  private Publisher publish(int seconds) {
    Publisher publisher = streams.publish("live");
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, seconds, 1);
    return publisher;
  }

  private SegmentIndex index(Publisher publisher) {
    SegmentIndex index = new SegmentIndex(publisher.stream(), 0, 1000, 1000);
    open.add(index::close);
    return index;
  }

  private LiveSegments store(Publisher publisher, long returnMillis) {
    LiveSegments store =
        new LiveSegments(
            publisher.stream(),
            loop,
            System::nanoTime,
            new MemoryFile(),
            StreamNumbers.beside(null),
            1 << 20,
            returnMillis);
    open.add(store::close);
    return store;
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /// Three segments of five seconds, twice, with a discontinuity between them.
  private static void assertTwice(List<Segment> segments) {
    assertThat(segments)
        .extracting(Segment::discontinuity)
        .containsExactly(false, false, false, true, false, false);
    assertThat(segments)
        .extracting(Segment::discontinuitySequence)
        .containsExactly(1000L, 1000L, 1000L, 1001L, 1001L, 1001L);
    long first = segments.getFirst().sequence();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      assertThat(segment.sequence()).isEqualTo(first + i);
      assertThat(segment.periodSequence()).isEqualTo(i < 3 ? first : first + 3);
      assertThat(segment.durationMicros()).isEqualTo(i % 3 < 2 ? 2_000_000 : 1_000_000);
      if (i > 0) {
        Segment before = segments.get(i - 1);
        // A timeline that goes on guesses how long the last sample lasted.
        assertThat(segment.startMicros() + 1000)
            .isGreaterThan(before.startMicros() + before.durationMicros());
      }
    }
    assertThat(segments.stream().mapToInt(s -> s.samples(Gop.VIDEO)).sum()).isEqualTo(100);
    assertThat(segments.stream().mapToInt(s -> s.samples(Gop.AUDIO)).sum()).isEqualTo(200);
  }

  @Test
  void aStreamThatWaitedGoesOnBehindADiscontinuity() {
    Publisher lost = publish(5);
    SegmentIndex index = index(lost);
    lost.close(CloseReason.PEER_CLOSED);
    assertThat(index.look(false, true).segments())
        .as("what was published is finished while the stream waits")
        .hasSize(3);
    Publisher back = publish(5);
    assertThat(back.stream()).isSameAs(lost.stream());
    back.close(CloseReason.PEER_CLOSED);
    assertTwice(index.look(false, true).segments());
    assertThat(index(back).look(false, true).segments())
        .as("whoever looks later sees the same")
        .isEqualTo(index.look(false, true).segments());
  }

  @Test
  void anotherStreamOfTheNameGoesOnBehindADiscontinuity() {
    Publisher done = publish(5);
    SegmentIndex index = index(done);
    done.close(CloseReason.PEER_FINISHED);
    Publisher next = publish(5);
    assertThat(next.stream()).isNotSameAs(done.stream());
    index.follow(next.stream());
    next.close(CloseReason.PEER_FINISHED);
    assertTwice(index.look(true, true).segments());
  }

  @Test
  void nobodyIsToldOfAnEndWhileAnEncoderMayComeBack() throws Exception {
    Publisher done = publish(5);
    LiveSegments store = store(done, RETURN_MILLIS);
    done.close(CloseReason.PEER_FINISHED);
    assertThat(done.stream().state()).isEqualTo(StreamState.ENDING);
    Snapshot away = get(store.snapshot());
    assertThat(away.live()).isTrue();
    assertThat(away.segments()).hasSize(3);
    var waiting = store.snapshotWith(away.nextSequence(), 0, RETURN_MILLIS, loop);
    Publisher next = publish(5);
    store.follow(next.stream());
    Snapshot back = get(waiting);
    assertThat(back.live()).isTrue();
    assertThat(back.segmentOrOpen(away.nextSequence()).orElseThrow().discontinuity()).isTrue();
    next.close(TestStreams.OVER);
    assertThat(get(store.snapshot()).live()).as("an operator has ended it").isFalse();
  }

  @Test
  void theEndIsToldWhenNobodyHasComeBack() throws Exception {
    Publisher done = publish(5);
    LiveSegments store = store(done, 1);
    var waiting = store.snapshotWith(Long.MAX_VALUE, 0, SegmentStore.LONGEST_WAIT_MILLIS, loop);
    done.close(CloseReason.PEER_FINISHED);
    assertThat(get(waiting).live()).isFalse();
    Publisher next = publish(5);
    store.follow(next.stream());
    assertThat(get(store.snapshot()).live()).isTrue();
  }

  @Test
  void samplesOfAllStreamsAreOnOneTimeline() throws Exception {
    Publisher done = publish(5);
    LiveSegments store = store(done, RETURN_MILLIS);
    get(store.snapshot());
    done.close(CloseReason.PEER_FINISHED);
    Publisher next = publish(5);
    store.follow(next.stream());
    long due = 0;
    for (Segment segment : get(store.snapshot()).segments()) {
      TrackSpan span = segment.span(Gop.VIDEO).orElseThrow();
      Found found = get(store.segment(segment.sequence(), new Times(Gop.VIDEO)));
      ByteBuf times = ((Found.Bytes) found).bytes();
      assertThat(times.getLong(0)).isEqualTo(span.startMicros()).isGreaterThanOrEqualTo(due);
      due = times.getLong(times.readableBytes() - Long.BYTES) + 1;
      times.release();
    }
    Segment first = get(store.snapshot()).segments().get(3);
    long startedMicros = ChronoUnit.MICROS.between(Instant.EPOCH, next.stream().startedAt());
    assertThat(first.utcMicros()).isGreaterThanOrEqualTo(startedMicros);
  }

  @Test
  void theStoreOfANameFindsTheNextStreamByItself() throws Exception {
    try (SegmentStores stores =
        new SegmentStores(streams.streams(), streams.transport(), System::nanoTime)) {
      Publisher done = publish(5);
      SegmentStore store = stores.of(done.stream());
      long next = get(store.snapshot()).nextSequence() + 1;
      done.close(CloseReason.PEER_FINISHED);
      var waiting = store.snapshotWith(next, 0, SegmentStore.LONGEST_WAIT_MILLIS, loop);
      Publisher back = publish(5);
      assertThat(get(waiting).has(next, 0)).isTrue();
      assertThat(stores.of(back.stream())).isSameAs(store);
      Await.until(
          "the old stream is not gone back to",
          LIMIT,
          () ->
              stores.of(done.stream()) == store
                  && back.stream() == ((LiveSegments) store).stream());
    }
  }
}
