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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentIndexTest {
  private static final int SMALL = 9;
  private static final Instant START = GivenNumbers.EPOCH.plusSeconds(1000);

  private final List<AutoCloseable> open = new ArrayList<>();

  private @Nullable TestStreams newest; // that something is published to

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
    newest = streams;
    return streams.publish("live");
  }

  private Publisher publish(long segmentSizeMillis) {
    Publisher publisher = publish(segmentSizeMillis, 60_000, START);
    Gop.announce(publisher);
    return publisher;
  }

  private SegmentIndex index(Publisher publisher) {
    long sequence =
        GivenNumbers.ofSegments(null)
            .first(publisher.stream().name(), publisher.stream().createdAt());
    SegmentIndex index = new SegmentIndex(publisher.stream(), 0, sequence, 1000);
    open.add(index::close);
    return index;
  }

  private static List<Long> starts(List<Segment> segments) {
    return segments.stream().map(segment -> segment.startMicros() / 1_000_000).toList();
  }

  private static int samples(List<Segment> segments, int trackId) {
    return segments.stream().mapToInt(s -> s.samples(trackId)).sum();
  }

  @Test
  void cutsAtTheFirstKeyframeAfterTheSegmentSize() {
    Publisher publisher = publish(5000);
    SegmentIndex index = index(publisher);
    Gop.seconds(publisher, 0, 20, 2);
    List<Segment> segments = index.look(false, true).segments();
    assertThat(starts(segments)).containsExactly(0L, 6L, 12L);
    assertThat(segments).allMatch(segment -> segment.durationMicros() == 6_000_000);
    assertThat(index.look(false, true).longestMicros()).isEqualTo(6_000_000);
  }

  @Test
  void isTheSameWhetherAskedOftenOrOnce() {
    Publisher publisher = publish(2000);
    SegmentIndex often = index(publisher);
    for (int second = 0; second < 12; second++) {
      Gop.seconds(publisher, second, second + 1, 1);
      often.look(false, true).segments();
    }
    assertThat(often.look(false, true).segments())
        .isEqualTo(index(publisher).look(false, true).segments())
        .hasSize(5);
  }

  @Test
  void everySampleIsInExactlyOneSegment() {
    Publisher publisher = publish(2000);
    SegmentIndex index = index(publisher);
    Gop.seconds(publisher, 0, 11, 1);
    List<Segment> segments = index.look(true, false).segments();
    assertThat(samples(segments, Gop.VIDEO)).isEqualTo(110);
    assertThat(samples(segments, Gop.AUDIO)).isEqualTo(220);
    for (int i = 1; i < segments.size(); i++) {
      for (TrackSpan span : segments.get(i).spans()) {
        TrackSpan before = segments.get(i - 1).span(span.track().id()).orElseThrow();
        assertThat(span.firstSample()).isEqualTo(before.endSample());
        assertThat(span.startMicros()).isEqualTo(before.endMicros());
      }
      assertThat(segments.get(i).sequence()).isEqualTo(segments.get(i - 1).sequence() + 1);
    }
  }

  @Test
  void theLastSegmentEndsWithTheStream() {
    Publisher publisher = publish(5000);
    SegmentIndex index = index(publisher);
    Gop.seconds(publisher, 0, 7, 1);
    assertThat(starts(index.look(false, true).segments())).containsExactly(0L);
    assertThat(starts(index.look(true, false).segments())).containsExactly(0L, 5L);
    assertThat(index.look(true, false).segments().getLast().durationMicros()).isEqualTo(2_000_000);
  }

  @Test
  void soundAloneIsCutAtTheFirstSampleAfterTheSegmentSize() {
    Publisher publisher = publish(2000, 60_000, START);
    publisher.track(TestStreams.SOUND);
    TestStreams.sound(publisher, 0, 300);
    SegmentIndex index = index(publisher);
    List<Segment> segments = index.look(true, false).segments();
    assertThat(segments).hasSize(4);
    assertThat(segments.getFirst().durationMicros()).isBetween(2_000_000L, 2_021_333L);
    assertThat(samples(segments, Gop.AUDIO)).isEqualTo(300);
  }

  @Test
  void whatIsBehindTheLastWholeSecondIsASegmentToo() {
    Publisher publisher = publish(1000);
    Gop.seconds(publisher, 0, 3, 1);
    publisher.sample(Gop.picture(3_000_000, true));
    publisher.sample(Gop.sound(3_000_000));
    publisher.sample(Gop.picture(3_100_000, false));
    List<Segment> segments = index(publisher).look(true, false).segments();
    assertThat(starts(segments)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(segments.getLast().durationMicros()).isEqualTo(200_000);
  }

  @Test
  void firstVideoKeyframeStartsASegmentAndKeepsThoseOfSoundAlone() {
    Publisher publisher = publish(2000, 60_000, START);
    publisher.track(TestStreams.SOUND);
    for (long dts = 0; dts < 5_000_000; dts += 50_000) {
      publisher.sample(Gop.sound(dts));
    }
    SegmentIndex index = index(publisher);
    assertThat(starts(index.look(false, true).segments())).containsExactly(0L, 2L);
    publisher.track(Gop.video(320, 180));
    Gop.seconds(publisher, 5, 10, 1);
    List<Segment> segments = index.look(false, true).segments();
    assertThat(starts(segments)).containsExactly(0L, 2L, 4L, 5L, 7L);
    assertThat(segments)
        .extracting(Segment::discontinuity)
        .containsExactly(false, false, false, true, false);
    assertThat(segments.get(3).tracks()).hasSize(2);
  }

  /// Behind each keyframe but the first comes one that is presented before it.
  @Test
  void aSegmentStartsWithWhatIsPresentedFirst() {
    Publisher publisher = publish(1000);
    for (int tick = 0; tick < 31; tick++) {
      Sample picture = Gop.picture(tick * 100_000L, tick % 10 == 0);
      int offset = tick % 10 == 1 && tick > 1 ? 0 : 200_000;
      publisher.sample(
          new Sample(
              Gop.VIDEO, picture.dtsMicros(), offset, picture.keyframe(), picture.payload()));
      publisher.sample(Gop.sound(picture.dtsMicros()));
    }
    List<Segment> segments = index(publisher).look(false, true).segments();
    assertThat(segments)
        .extracting(segment -> segment.span(Gop.VIDEO).orElseThrow().startPtsMicros())
        .containsExactly(200_000L, 1_100_000L, 2_100_000L);
    assertThat(segments.getLast().parts().getFirst().span(Gop.VIDEO).orElseThrow().startPtsMicros())
        .isEqualTo(2_100_000);
  }

  @Test
  void numbersComeFromTheClock() {
    Publisher publisher = publish(2000);
    Gop.seconds(publisher, 0, 5, 1);
    Segment first = index(publisher).look(false, true).segments().getFirst();
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
      Segment last = index(first).look(true, false).segments().getLast();
      Publisher again = publish(100, 60_000, START.plusSeconds(20 + gap));
      Gop.announce(again);
      Gop.seconds(again, 0, 5, 1);
      Segment next = index(again).look(false, true).segments().getFirst();
      assertThat(next.sequence()).isGreaterThan(last.sequence());
      assertThat(next.periodSequence()).isGreaterThan(last.periodSequence());
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
    List<Segment> segments = index(publisher).look(true, false).segments();
    assertThat(segments.getLast().sequence()).isLessThan(1000 + 10);
    assertThat(samples(segments, Gop.VIDEO)).isEqualTo(100);
  }

  @Test
  void anotherConfigurationStartsASegmentWithADiscontinuity() {
    Publisher publisher = publish(4000);
    Gop.seconds(publisher, 0, 6, 1);
    publisher.track(Gop.video(640, 360));
    Gop.seconds(publisher, 6, 12, 1);
    List<Segment> segments = index(publisher).look(true, false).segments();
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

  /// Both renditions from second to second, as long as they live.
  private static void renditions(
      Publisher publisher, int from, int to, int deadFrom, int deadTo, int deadTrack) {
    for (int tick = from * 10; tick < to * 10; tick++) {
      long dtsMicros = tick * 100_000L;
      for (int track : new int[] {Gop.VIDEO, SMALL}) {
        boolean dead = track == deadTrack && tick >= deadFrom * 10 && tick < deadTo * 10;
        if (!dead) {
          Sample picture = Gop.picture(dtsMicros, tick % 10 == 0);
          publisher.sample(new Sample(track, dtsMicros, 0, tick % 10 == 0, picture.payload()));
        }
      }
      publisher.sample(Gop.sound(dtsMicros));
    }
  }

  private Publisher publishRenditions() {
    Publisher publisher = publish(2000);
    publisher.track(Track.of(SMALL, Gop.video(160, 96).codec()));
    return publisher;
  }

  @Test
  void anotherRenditionLeadsWhereTheFirstOneIsDead() {
    Publisher publisher = publishRenditions();
    SegmentIndex often = index(publisher);
    for (int second = 0; second < 12; second++) {
      renditions(publisher, second, second + 1, 5, 30, Gop.VIDEO);
      often.look(false, true);
    }
    List<Segment> segments = often.look(false, true).segments();
    assertThat(segments).isEqualTo(index(publisher).look(false, true).segments());
    assertThat(starts(segments)).containsExactly(0L, 2L, 4L, 5L, 7L, 9L);
    assertThat(segments)
        .extracting(Segment::discontinuity)
        .containsExactly(false, false, false, true, false, false);
    assertThat(samples(segments, SMALL)).isEqualTo(110);
    assertThat(samples(segments, Gop.VIDEO)).isEqualTo(50);
    assertThat(segments.getLast().span(Gop.VIDEO)).isEmpty();
  }

  @Test
  void theOtherRenditionMayDieWithoutANewLeader() {
    Publisher publisher = publishRenditions();
    renditions(publisher, 0, 12, 5, 30, SMALL);
    List<Segment> segments = index(publisher).look(false, true).segments();
    assertThat(starts(segments)).containsExactly(0L, 2L, 4L, 6L, 8L);
    assertThat(samples(segments, SMALL)).isEqualTo(50);
    assertThat(samples(segments, Gop.VIDEO)).isEqualTo(100);
  }

  @Test
  void whoWasDeadComesBackBesideItsSuccessor() {
    Publisher publisher = publishRenditions();
    renditions(publisher, 0, 16, 4, 7, Gop.VIDEO);
    List<Segment> segments = index(publisher).look(false, true).segments();
    assertThat(samples(segments, SMALL)).isEqualTo(140);
    assertThat(segments.get(2).span(Gop.VIDEO)).isEmpty();
    assertThat(segments.getLast().span(Gop.VIDEO)).isPresent();
  }

  /// hls.js gives up when the discontinuity sequence number of a segment changes.
  @ParameterizedTest
  @ValueSource(ints = {1, Gop.VIDEO, SMALL}) // 1 is the sound
  void whatIsToldOfASegmentThatIsOpenHoldsWhenItIsFinished(int dead) {
    Publisher publisher = publishRenditions();
    SegmentIndex index = index(publisher);
    Map<Long, Set<Long>> told = new TreeMap<>();
    for (int tick = 0; tick < 160; tick++) {
      long dtsMicros = tick * 100_000L;
      for (int track : new int[] {Gop.VIDEO, SMALL, Gop.AUDIO}) {
        if (track != dead || tick < 53 || tick >= 82) {
          Sample sample =
              track == Gop.AUDIO ? Gop.sound(dtsMicros) : Gop.picture(dtsMicros, tick % 10 == 0);
          publisher.sample(new Sample(track, dtsMicros, 0, sample.keyframe(), sample.payload()));
        }
      }
      all(index)
          .forEach(segment ->
              told.computeIfAbsent(segment.sequence(), _ -> new HashSet<>())
                  .add(segment.discontinuitySequence()));
    }
    assertThat(told.values()).allSatisfy(numbers -> assertThat(numbers).hasSize(1));
    assertThat(told.values().stream().flatMap(Set::stream).distinct().count())
        .as("pictures go, and are back")
        .isEqualTo(dead == Gop.AUDIO ? 1 : 3);
    List<Long> numbers = told.values().stream().map(set -> set.iterator().next()).toList();
    assertThat(all(index(publisher)))
        .as("whoever looks later sees the same")
        .extracting(Segment::discontinuitySequence)
        .isEqualTo(numbers);
  }

  /// The open one, too.
  private static List<Segment> all(SegmentIndex index) {
    Snapshot now = index.look(false, true);
    return Stream.concat(now.segments().stream(), Stream.ofNullable(now.open())).toList();
  }

  /// hls.js forgets a last part that is much shorter than the others.
  @Test
  void partsAreAboutAsLong() {
    Publisher publisher = publish(1900);
    SegmentIndex often = index(publisher);
    for (int tick = 0; tick < 400; tick++) {
      publisher.sample(Gop.picture(tick * 40_000L, tick % 75 == 0));
      publisher.sample(Gop.sound(tick * 40_000L));
      often.look(false, true);
    }
    List<Segment> segments = often.look(false, true).segments();
    assertThat(segments).hasSize(5).isEqualTo(index(publisher).look(false, true).segments());
    assertThat(segments)
        .allSatisfy(segment ->
            assertThat(segment.parts())
                .hasSize(8)
                .allMatch(
                    part -> part.durationMicros() >= 360_000 && part.durationMicros() <= 400_000));
  }

  /// As over RTMP, whose times are whole milliseconds; `PartTargetTest` has all streams, without an
  /// index.
  @ParameterizedTest
  @CsvSource({
    "25, 75, 23.22", // had parts of 83 %
    "25, 75, 21.333",
    "25, 62, 23.22",
    "29.97, 60, 60",
    "30, 90, 26.122",
    "50, 150, 20",
    "59.94, 120, 21.333",
    "24, 72, 46.44",
    "12.5, 25, 20",
    "120, 360, 36"
  })
  void partsOfAllTracksAreWithinTheBounds(double rate, int group, double soundMillis) {
    Publisher publisher = publish(1900);
    SegmentIndex often = index(publisher);
    int frames = 0;
    for (int picture = 0; picture < 16 * rate; picture++) {
      double millis = picture * 1000 / rate;
      publisher.sample(Gop.picture(Math.round(millis) * 1000, picture % group == 0));
      for (; frames * soundMillis < millis + 1000 / rate; frames++) {
        publisher.sample(Gop.sound(Math.round(frames * soundMillis) * 1000));
      }
      often.look(false, true);
    }
    Snapshot now = often.look(false, true);
    assertThat(now.segments()).hasSizeGreaterThan(3);
    assertThat(now).isEqualTo(index(publisher).look(false, true));
    for (Segment segment : now.segments()) {
      for (Part part : segment.parts()) {
        for (TrackSpan span : part.spans()) {
          assertThat(span.durationMicros()).isLessThanOrEqualTo(now.partTargetMicros());
          if (!part.equals(segment.parts().getLast())) {
            assertThat(span.durationMicros() + 1000) // as times are rounded
                .isGreaterThanOrEqualTo(now.partTargetMicros() * 85 / 100);
          }
        }
      }
    }
  }

  /// Pictures and sound from second to second, of which `dead` has nothing from the sixth second to
  /// the fourteenth. Looked at after every sample, and once at the end.
  private List<Segment> oneOfTwoStops(int dead, int seconds) {
    Publisher publisher = publish(2000);
    SegmentIndex often = index(publisher);
    for (int tick = 0; tick < seconds * 20; tick++) {
      long dtsMicros = tick * 50_000L;
      boolean both = tick < 6 * 20 || tick >= 14 * 20;
      if (tick == 14 * 20) {
        Objects.requireNonNull(newest).pass(Duration.ofSeconds(8));
      }
      if (tick % 2 == 0 && (both || dead != Gop.VIDEO)) {
        publisher.sample(Gop.picture(dtsMicros, tick % 20 == 0));
        often.look(false, true);
      }
      if (both || dead != Gop.AUDIO) {
        publisher.sample(Gop.sound(dtsMicros));
        often.look(false, true);
      }
    }
    List<Segment> segments = often.look(false, true).segments();
    assertThat(segments).isEqualTo(index(publisher).look(false, true).segments());
    for (int i = 1; i < segments.size(); i++) {
      assertThat(segments.get(i).startMicros()).isEqualTo(segments.get(i - 1).endMicros());
    }
    return segments;
  }

  @Test
  void soundLeadsWherePicturesHaveStoppedAndPicturesWhenTheyAreBack() {
    List<Segment> segments = oneOfTwoStops(Gop.VIDEO, 13);
    assertThat(starts(segments))
        .as("sound is cut just before")
        .containsExactly(0L, 2L, 4L, 5L, 7L, 9L);
    assertThat(segments.subList(3, 6))
        .allSatisfy(segment -> assertThat(segment.tracks()).containsExactly(TestStreams.SOUND));
    segments = oneOfTwoStops(Gop.VIDEO, 23);
    assertThat(starts(segments))
        .containsExactly(0L, 2L, 4L, 5L, 7L, 9L, 11L, 13L, 14L, 16L, 18L, 20L);
    assertThat(segments)
        .filteredOn(Segment::discontinuity)
        .extracting(Segment::startMicros)
        .containsExactly(5_900_000L, 14_000_000L);
    assertThat(segments.get(8).span(Gop.VIDEO).orElseThrow().keyframe()).isTrue();
    assertThat(samples(segments, Gop.VIDEO)).isEqualTo(60 + 80);
    assertThat(segments)
        .flatExtracting(Segment::parts)
        .allMatch(part -> part.durationMicros() <= 500_000);
  }

  @Test
  void soundThatHasStoppedHoldsNobodyUp() {
    List<Segment> segments = oneOfTwoStops(Gop.AUDIO, 23);
    assertThat(starts(segments)).containsExactly(0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L, 20L);
    assertThat(segments)
        .filteredOn(Segment::discontinuity)
        .extracting(Segment::startMicros)
        .containsExactly(10_000_000L, 14_000_000L);
    assertThat(segments.get(5).tracks()).containsExactly(Gop.video(320, 180));
    assertThat(samples(segments, Gop.VIDEO)).isEqualTo(220);
  }

  /// A screen that is shared, and stands still for a while.
  @Test
  void picturesMayPause() {
    Publisher publisher = publish(2000);
    for (int tick = 0; tick < 240; tick++) {
      if (tick % 2 == 0 && (tick < 100 || tick >= 180)) {
        publisher.sample(Gop.picture(tick * 50_000L, tick % 20 == 0));
      }
      publisher.sample(Gop.sound(tick * 50_000L));
    }
    List<Segment> segments = index(publisher).look(false, true).segments();
    assertThat(segments).noneMatch(Segment::discontinuity);
    assertThat(samples(segments, Gop.VIDEO)).isEqualTo(50 + 20);
  }

  @Test
  void oneLanguageLeadsWhereAnotherHasStopped() {
    Publisher publisher = publish(2000, 60_000, START);
    publisher.track(TestStreams.SOUND);
    publisher.track(new Track(SMALL, TestStreams.SOUND.codec(), "dut", null));
    for (int tick = 0; tick < 400; tick++) {
      Sample sound = Gop.sound(tick * 50_000L);
      if (tick < 120) {
        publisher.sample(sound);
      }
      publisher.sample(new Sample(SMALL, sound.dtsMicros(), 0, true, Gop.sound(0).payload()));
    }
    List<Segment> segments = index(publisher).look(false, true).segments();
    assertThat(starts(segments)).containsExactly(0L, 2L, 4L, 5L, 7L, 9L, 11L, 13L, 15L, 17L);
    assertThat(segments.getLast().span(SMALL).orElseThrow().endSample())
        .isEqualTo(samples(segments, SMALL));
  }

  @Test
  void whatIsToBeKeptIsAnEventUntilSomethingLeaves() {
    Publisher publisher = publish(2000, 8000, START);
    Gop.announce(publisher);
    SegmentIndex index = index(publisher);
    assertThat(index.look(false, true).event()).as("nobody has said so").isFalse();
    TestStreams streams =
        new TestStreams(
            settings -> TestStreams.event(TestStreams.segments(2000, 8000).apply(settings)),
            Clock.systemUTC());
    open.add(streams);
    Publisher event = streams.publish("live");
    Gop.announce(event);
    Gop.seconds(event, 0, 7, 1);
    SegmentIndex kept = index(event);
    assertThat(kept.look(false, true).event()).isTrue();
    Gop.seconds(event, 7, 30, 1);
    assertThat(kept.look(false, true).event()).isFalse();
    assertThat(kept.hasLost()).isTrue();
    assertThat(index(event).look(false, true).event()).as("who comes later").isFalse();
  }

  /// Nobody looks until all that was looked at has left the window, but for the sound, which has
  /// stopped meanwhile: it does not lead, as if the pictures in front of theirs had never been.
  @Test
  void whoIsOvertakenGoesOnWithThePicturesThatThereAre() {
    Publisher publisher = publish(1000, 8000, START);
    Gop.announce(publisher);
    SegmentIndex index = index(publisher);
    Gop.seconds(publisher, 0, 6, 1);
    assertThat(starts(index.look(false, true).segments())).containsExactly(0L, 1L, 2L, 3L, 4L);
    for (int tick = 60; tick < 150; tick++) {
      publisher.sample(Gop.picture(tick * 100_000L, tick % 10 == 0));
    }
    List<Segment> segments = index.look(false, true).segments();
    assertThat(starts(segments)).containsExactly(6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L);
    assertThat(segments).allMatch(segment -> segment.samples(Gop.VIDEO) == 10);
    assertThat(starts(index(publisher).look(false, true).segments()))
        .as("whoever looks later")
        .containsExactly(6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L);
  }

  /// A microphone that is muted for a moment.
  @Test
  void soundThatPausesIsNoDiscontinuity() {
    Publisher publisher = publish(2000);
    for (int tick = 0; tick < 120; tick++) {
      publisher.sample(Gop.picture(tick * 100_000L, tick % 10 == 0));
      if (tick < 38 || tick >= 45) {
        publisher.sample(Gop.sound(tick * 100_000L));
      }
    }
    List<Segment> segments = index(publisher).look(false, true).segments();
    assertThat(starts(segments)).containsExactly(0L, 2L, 4L, 6L, 8L);
    assertThat(segments).noneMatch(Segment::discontinuity);
  }

  @Test
  void dataThatComesNowAndThenIsNoDiscontinuity() {
    Publisher publisher = publish(2000);
    publisher.track(Track.of(3, new Codec.Data(Codec.Data.Format.JSON)));
    Gop.seconds(publisher, 0, 3, 1);
    publisher.sample(new Sample(3, 3_000_000, 0, true, Unpooled.wrappedBuffer(new byte[] {'1'})));
    Gop.seconds(publisher, 3, 9, 1);
    List<Segment> segments = index(publisher).look(false, true).segments();
    assertThat(segments).hasSize(4).noneMatch(Segment::discontinuity);
    assertThat(segments.get(1).samples(3)).isOne();
  }

  @Test
  void segmentsThatLostSamplesAreGone() {
    Publisher publisher = publish(2000, 8000, START);
    Gop.announce(publisher);
    SegmentIndex index = index(publisher);
    for (int second = 0; second < 40; second++) {
      Gop.seconds(publisher, second, second + 1, 4); // sound is dropped before its video
      index.look(false, true).segments();
    }
    List<Segment> segments = index.look(false, true).segments();
    assertThat(segments).isNotEmpty();
    assertThat(segments)
        .allSatisfy(segment -> {
          assertThat(segment.samples(Gop.VIDEO)).isEqualTo(40);
          assertThat(segment.samples(Gop.AUDIO)).isEqualTo(80);
        });
    long oldestSound = publisher.stream().buffers().getFirst().firstDtsMicros();
    assertThat(segments.getFirst().startMicros()).isGreaterThanOrEqualTo(oldestSound);
  }

  @Test
  void nothingIsLeftWhenTheSamplesAreGone() {
    Publisher publisher = publish(2000);
    Gop.seconds(publisher, 0, 9, 1);
    SegmentIndex index = index(publisher);
    assertThat(index.look(false, true).segments()).isNotEmpty();
    publisher.close(CloseReason.PEER_FINISHED);
    publisher.stream().buffers().forEach(buffer -> buffer.close());
    assertThat(index.look(true, false).segments()).isEmpty();
  }

  @Test
  void startsAnewWhenNobodyAskedForLong() {
    Publisher publisher = publish(2000, 8000, START);
    Gop.announce(publisher);
    SegmentIndex index = index(publisher);
    Gop.seconds(publisher, 0, 5, 1);
    long last = index.look(false, true).segments().getLast().sequence();
    Gop.seconds(publisher, 5, 60, 1);
    List<Segment> segments = index.look(false, true).segments();
    assertThat(segments).isNotEmpty().allMatch(segment -> segment.sequence() > last);
  }
}
