package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.TestStreams;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SegmentIndexTest {
  private static final Instant START = SegmentIndex.EPOCH.plusSeconds(1000);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private Publisher publish(long segmentSizeMillis, long dvrMillis, Instant start) {
    TestStreams streams =
        new TestStreams(
            TestStreams.segments(segmentSizeMillis, dvrMillis), Clock.fixed(start, ZoneOffset.UTC));
    open.add(streams);
    return streams.publish("live");
  }

  private Publisher publish(long segmentSizeMillis) {
    Publisher publisher = publish(segmentSizeMillis, 60_000, START);
    Gop.announce(publisher);
    return publisher;
  }

  private SegmentIndex index(Publisher publisher) {
    SegmentIndex index = new SegmentIndex(publisher.stream());
    open.add(index::close);
    return index;
  }

  private static List<Long> starts(List<Segment> segments) {
    return segments.stream().map(segment -> segment.startMicros() / 1_000_000).toList();
  }

  private static int samples(List<Segment> segments, int trackId) {
    return segments.stream().mapToInt(s -> s.samples().getOrDefault(trackId, 0)).sum();
  }

  @Test
  void cutsAtTheFirstKeyframeAfterTheSegmentSize() {
    Publisher publisher = publish(5000);
    SegmentIndex index = index(publisher);
    Gop.seconds(publisher, 0, 20, 2);
    List<Segment> segments = index.segments(false);
    assertThat(starts(segments)).containsExactly(0L, 6L, 12L);
    assertThat(segments).allMatch(segment -> segment.durationMicros() == 6_000_000);
    assertThat(index.longestMicros()).isEqualTo(6_000_000);
  }

  @Test
  void isTheSameWhetherAskedOftenOrOnce() {
    Publisher publisher = publish(2000);
    SegmentIndex often = index(publisher);
    for (int second = 0; second < 12; second++) {
      Gop.seconds(publisher, second, second + 1, 1);
      often.segments(false);
    }
    assertThat(often.segments(false)).isEqualTo(index(publisher).segments(false)).hasSize(5);
  }

  @Test
  void everySampleIsInExactlyOneSegment() {
    Publisher publisher = publish(2000);
    SegmentIndex index = index(publisher);
    Gop.seconds(publisher, 0, 11, 1);
    List<Segment> segments = index.segments(true);
    assertThat(samples(segments, Gop.VIDEO)).isEqualTo(110);
    assertThat(samples(segments, Gop.AUDIO)).isEqualTo(220);
    for (int i = 1; i < segments.size(); i++) {
      assertThat(segments.get(i).firstOrder()).isEqualTo(segments.get(i - 1).endOrder());
      assertThat(segments.get(i).sequence()).isEqualTo(segments.get(i - 1).sequence() + 1);
    }
  }

  @Test
  void theLastSegmentEndsWithTheStream() {
    Publisher publisher = publish(5000);
    SegmentIndex index = index(publisher);
    Gop.seconds(publisher, 0, 7, 1);
    assertThat(starts(index.segments(false))).containsExactly(0L);
    assertThat(starts(index.segments(true))).containsExactly(0L, 5L);
    assertThat(index.segments(true).getLast().durationMicros()).isEqualTo(2_000_000);
  }

  @Test
  void soundAloneIsCutAtTheFirstSampleAfterTheSegmentSize() {
    Publisher publisher = publish(2000, 60_000, START);
    publisher.track(TestStreams.SOUND);
    TestStreams.sound(publisher, 0, 300);
    SegmentIndex index = index(publisher);
    List<Segment> segments = index.segments(true);
    assertThat(segments).hasSize(4);
    assertThat(segments.getFirst().durationMicros()).isBetween(2_000_000L, 2_021_333L);
    assertThat(samples(segments, Gop.AUDIO)).isEqualTo(300);
  }

  @Test
  void firstVideoKeyframeStartsASegmentAndKeepsThoseOfSoundAlone() {
    Publisher publisher = publish(2000, 60_000, START);
    publisher.track(TestStreams.SOUND);
    for (long dts = 0; dts < 5_000_000; dts += 50_000) {
      publisher.sample(Gop.sound(dts));
    }
    SegmentIndex index = index(publisher);
    assertThat(starts(index.segments(false))).containsExactly(0L, 2L);
    publisher.track(Gop.video(320, 180));
    Gop.seconds(publisher, 5, 10, 1);
    List<Segment> segments = index.segments(false);
    assertThat(starts(segments)).containsExactly(0L, 2L, 4L, 5L, 7L);
    assertThat(segments)
        .extracting(Segment::discontinuity)
        .containsExactly(false, false, false, true, false);
    assertThat(segments.get(3).tracks()).hasSize(2);
  }

  @Test
  void numbersComeFromTheClock() {
    Publisher publisher = publish(2000);
    Gop.seconds(publisher, 0, 5, 1);
    Segment first = index(publisher).segments(false).getFirst();
    assertThat(first.sequence()).isEqualTo(1000);
    assertThat(first.discontinuitySequence()).isEqualTo(1000);
  }

  @Test
  void numbersNeverGoBackWhenTheStreamStartsAgain() {
    for (long gap : List.of(0L, 1L, 60L)) {
      Publisher first = publish(100, 60_000, START);
      Gop.announce(first);
      for (int second = 0; second < 20; second++) {
        first.track(Gop.video(320 + 16 * second, 180)); // as many discontinuities as there can be
        Gop.seconds(first, second, second + 1, 1);
      }
      Segment last = index(first).segments(true).getLast();
      Publisher again = publish(100, 60_000, START.plusSeconds(20 + gap));
      Gop.announce(again);
      Gop.seconds(again, 0, 5, 1);
      Segment next = index(again).segments(false).getFirst();
      assertThat(next.sequence()).isGreaterThan(last.sequence());
      assertThat(next.discontinuitySequence()).isGreaterThan(last.discontinuitySequence());
    }
  }

  @Test
  void manyConfigurationsDoNotMakeNumbersRunAheadOfTheClock() {
    Publisher publisher = publish(1000);
    for (int i = 0; i < 100; i++) {
      publisher.track(Gop.video(320 + 16 * i, 180));
      publisher.sample(Gop.picture(i * 100_000L, true));
      publisher.sample(Gop.sound(i * 100_000L));
    }
    List<Segment> segments = index(publisher).segments(true);
    assertThat(segments.getLast().sequence()).isLessThan(1000 + 10);
    assertThat(samples(segments, Gop.VIDEO)).isEqualTo(100);
  }

  @Test
  void anotherConfigurationStartsASegmentWithADiscontinuity() {
    Publisher publisher = publish(4000);
    Gop.seconds(publisher, 0, 6, 1);
    publisher.track(Gop.video(640, 360));
    Gop.seconds(publisher, 6, 12, 1);
    List<Segment> segments = index(publisher).segments(true);
    assertThat(starts(segments)).containsExactly(0L, 4L, 6L, 10L);
    assertThat(segments)
        .extracting(Segment::discontinuity)
        .containsExactly(false, false, true, false);
    assertThat(segments)
        .extracting(Segment::discontinuitySequence)
        .containsExactly(1000L, 1000L, 1001L, 1001L);
    assertThat(segments.get(1).tracks()).contains(Gop.video(320, 180));
    assertThat(segments.get(2).tracks()).contains(Gop.video(640, 360));
  }

  @Test
  void dataThatComesNowAndThenIsNoDiscontinuity() {
    Publisher publisher = publish(2000);
    publisher.track(Track.of(3, new Codec.Data(Codec.Data.Format.JSON)));
    Gop.seconds(publisher, 0, 3, 1);
    publisher.sample(new Sample(3, 3_000_000, 0, true, Unpooled.wrappedBuffer(new byte[] {'1'})));
    Gop.seconds(publisher, 3, 9, 1);
    List<Segment> segments = index(publisher).segments(false);
    assertThat(segments).hasSize(4).noneMatch(Segment::discontinuity);
    assertThat(segments.get(1).samples()).containsEntry(3, 1);
  }

  @Test
  void segmentsThatLostSamplesAreGone() {
    Publisher publisher = publish(2000, 8000, START);
    Gop.announce(publisher);
    SegmentIndex index = index(publisher);
    for (int second = 0; second < 40; second++) {
      Gop.seconds(publisher, second, second + 1, 4); // sound is dropped before its video
      index.segments(false);
    }
    List<Segment> segments = index.segments(false);
    assertThat(segments).isNotEmpty();
    assertThat(segments)
        .extracting(Segment::samples)
        .allSatisfy(samples ->
            assertThat(samples).containsEntry(Gop.VIDEO, 40).containsEntry(Gop.AUDIO, 80));
    long oldestSound = publisher.stream().buffers().getFirst().firstDtsMicros();
    assertThat(segments.getFirst().startMicros()).isGreaterThanOrEqualTo(oldestSound);
  }

  @Test
  void nothingIsLeftWhenTheSamplesAreGone() {
    Publisher publisher = publish(2000);
    Gop.seconds(publisher, 0, 9, 1);
    SegmentIndex index = index(publisher);
    assertThat(index.segments(false)).isNotEmpty();
    publisher.close(CloseReason.PEER_FINISHED);
    publisher.stream().buffers().forEach(buffer -> buffer.close());
    assertThat(index.segments(true)).isEmpty();
  }

  @Test
  void startsAnewWhenNobodyAskedForLong() {
    Publisher publisher = publish(2000, 8000, START);
    Gop.announce(publisher);
    SegmentIndex index = index(publisher);
    Gop.seconds(publisher, 0, 5, 1);
    long last = index.segments(false).getLast().sequence();
    Gop.seconds(publisher, 5, 60, 1);
    List<Segment> segments = index.segments(false);
    assertThat(segments).isNotEmpty().allMatch(segment -> segment.sequence() > last);
  }
}
