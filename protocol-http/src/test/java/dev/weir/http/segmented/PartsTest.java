package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.MemoryFile;
import dev.weir.http.TestStreams;
import dev.weir.http.segmented.cmaf.CmafWrapping;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static final int WHOLE = Integer.MAX_VALUE;
  private static final int OTHER_VIDEO = 3;
  private static final long LONG_MILLIS = 30_000;
  private static final CmafWrapping VIDEO = new CmafWrapping(Gop.VIDEO);

  private final TestStreams streams =
      new TestStreams(TestStreams.segments(2000, 60_000), Clock.systemUTC());
  private final EventLoop loop = streams.transport().next();
  private final Publisher publisher = streams.publish("live");
  private final LiveSegments store =
      new LiveSegments(
          publisher.stream(), loop, System::nanoTime, new MemoryFile(), StreamNumbers.beside(null));

  @AfterEach
  void close() {
    store.close();
    loop.submit(() -> {}).syncUninterruptibly();
    streams.close();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private Snapshot snapshot() throws Exception {
    return get(store.snapshot());
  }

  private static Segment open(Snapshot now) {
    return Objects.requireNonNull(now.open());
  }

  private static byte[] bytes(Found found) {
    ByteBuf bytes = ((Found.Bytes) found).bytes();
    byte[] copy = ByteBufUtil.getBytes(bytes);
    bytes.release();
    return copy;
  }

  private Found part(long sequence, int part) throws Exception {
    return get(store.part(sequence, part, VIDEO, 0));
  }

  @Test
  void partsHoldAllSamplesAndNoneIsLongerThanTheTarget() throws Exception {
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, 9, 1);
    Snapshot now = snapshot();
    assertThat(now.segments()).hasSize(4);
    for (Segment segment : now.segments()) {
      List<Part> parts = segment.parts();
      long at = segment.startMicros();
      for (Part part : parts) {
        assertThat(part.startMicros()).isEqualTo(at);
        assertThat(part.durationMicros()).isLessThanOrEqualTo(now.partTargetMicros());
        if (!part.equals(parts.getLast())) {
          assertThat((double) part.durationMicros())
              .isGreaterThanOrEqualTo(0.85 * now.partTargetMicros());
        }
        at += part.durationMicros();
      }
      assertThat(at).isEqualTo(segment.startMicros() + segment.durationMicros());
      assertThat(parts.stream().mapToInt(p -> p.span(Gop.AUDIO).orElseThrow().samples()).sum())
          .isEqualTo(segment.samples(Gop.AUDIO));
    }
  }

  @Test
  void partsOneAfterAnotherAreTheSegment() throws Exception {
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, 3, 1);
    Segment segment = snapshot().segments().getFirst();
    ByteBuf joined = Unpooled.buffer();
    for (int part = 0; part < segment.parts().size(); part++) {
      joined.writeBytes(bytes(part(segment.sequence(), part)));
    }
    assertThat(bytes(get(store.segment(segment.sequence(), VIDEO))))
        .isEqualTo(ByteBufUtil.getBytes(joined));
    assertThat(part(segment.sequence(), segment.parts().size()))
        .isEqualTo(Found.Missing.NO_SUCH_PART);
  }

  @Test
  void longGroupsOfPicturesHavePartsAllTheSame() throws Exception {
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, 20, 60);
    Snapshot now = snapshot();
    assertThat(now.segments()).isEmpty();
    assertThat(open(now).parts()).hasSizeGreaterThan(36);
  }

  @Test
  void aPartIsGivenAsSoonAsItExists() throws Exception {
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, 3, 2);
    Snapshot now = snapshot();
    int next = open(now).parts().size();
    CompletableFuture<Found> part =
        store.part(open(now).sequence(), next, VIDEO, LONG_MILLIS).toCompletableFuture();
    CompletableFuture<Snapshot> segment =
        store.snapshotWith(open(now).sequence(), WHOLE, LONG_MILLIS, loop).toCompletableFuture();
    Gop.seconds(publisher, 3, 4, 2);
    assertThat(bytes(part.get(60, TimeUnit.SECONDS))).isNotEmpty();
    assertThat(segment).isNotDone();
    Gop.seconds(publisher, 4, 5, 2);
    assertThat(segment.get(60, TimeUnit.SECONDS).segments()).hasSize(2);
  }

  @Test
  void whoeverWaitsIsAnsweredWhenTheStreamEnds() throws Exception {
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, 3, 2);
    Snapshot now = snapshot();
    CompletableFuture<Found> part =
        store.part(open(now).sequence() + 1, 7, VIDEO, LONG_MILLIS).toCompletableFuture();
    publisher.close(TestStreams.OVER);
    assertThat(part.get(60, TimeUnit.SECONDS)).isEqualTo(Found.Missing.GONE);
  }

  @Test
  void waitingEndsWithItsTime() throws Exception {
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, 3, 2);
    long sequence = open(snapshot()).sequence();
    assertThat(get(store.part(sequence, 40, VIDEO, 1))).isEqualTo(Found.Missing.NOT_YET);
  }

  @Test
  void renditionsAreCutAtTheSameTimesWhateverTheOrderTheyComeIn() throws Exception {
    Gop.announce(publisher);
    Track other = Track.of(OTHER_VIDEO, Gop.video(640, 360).codec());
    publisher.track(other);
    for (int tick = 0; tick < 60; tick++) {
      boolean keyframe = tick % 20 == 0;
      Sample second = other(tick, keyframe);
      if (tick % 3 == 0) {
        publisher.sample(second);
      }
      publisher.sample(Gop.picture(tick * 100_000L, keyframe));
      if (tick % 3 != 0) {
        publisher.sample(second);
      }
    }
    Snapshot now = snapshot();
    assertThat(now.segments()).hasSize(2);
    for (Segment segment : now.segments()) {
      for (Part part : segment.parts()) {
        TrackSpan main = part.span(Gop.VIDEO).orElseThrow();
        TrackSpan second = part.span(OTHER_VIDEO).orElseThrow();
        assertThat(second.startMicros()).isEqualTo(main.startMicros());
        assertThat(second.endMicros()).isEqualTo(main.endMicros());
        assertThat(second.keyframe()).isEqualTo(main.keyframe());
      }
    }
  }

  @Test
  void aRenditionThatDiedHoldsNobodyUp() throws Exception {
    Gop.announce(publisher);
    publisher.track(Track.of(OTHER_VIDEO, Gop.video(640, 360).codec()));
    for (int tick = 0; tick < 100; tick++) {
      if (tick < 30) {
        publisher.sample(other(tick, tick % 20 == 0));
      }
      publisher.sample(Gop.picture(tick * 100_000L, tick % 20 == 0));
    }
    Snapshot now = snapshot();
    assertThat(now.segments()).hasSize(4);
    assertThat(now.segments().get(1).samples(OTHER_VIDEO)).isEqualTo(10);
    assertThat(now.segments().get(2).discontinuity()).isTrue();
    Part newest = open(now).parts().getLast();
    assertThat(newest.startMicros() + newest.durationMicros()).isGreaterThanOrEqualTo(9_400_000);
  }

  private static Sample other(int tick, boolean keyframe) {
    Sample picture = Gop.picture(tick * 100_000L, keyframe);
    return new Sample(OTHER_VIDEO, picture.dtsMicros(), 0, keyframe, picture.payload());
  }
}
