package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimelineTest {
  private static final Track VIDEO = Track.of(1, new Codec.Vp8(Picture.UNKNOWN));
  private static final Track AUDIO = Track.of(2, new Codec.Opus(Octets.EMPTY, 2, 0));
  private static final long SECOND = 1_000_000;
  private static final long HOUR = 3600 * SECOND;
  private static final long FAULT_AT = 20 * SECOND;
  private static final long END = 60 * SECOND;

  /// One sample: what it truly shows, what the source says, when it arrives.
  record Event(Track track, long trueMicros, long saidMicros, long arrivalMicros) {}

  record Script(String name, boolean repairs, List<Event> events) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void keepsEveryScriptPlayable(Script script) {
    Timeline timeline = new Timeline();
    long lastVideo = Long.MIN_VALUE;
    long lastAudio = Long.MIN_VALUE;
    long videoError = 0;
    for (Event event : script.events()) {
      long out = timeline.repair(event.track(), event.saidMicros(), event.arrivalMicros() * 1000);
      if (event.track().isVideo()) {
        assertThat(out).as("video dts at %s", event).isGreaterThan(lastVideo);
        lastVideo = out;
        videoError = out - event.trueMicros();
      } else {
        assertThat(out).as("audio dts at %s", event).isGreaterThan(lastAudio);
        lastAudio = out;
        if (settled(event.trueMicros())) {
          assertThat(Math.abs(out - event.trueMicros() - videoError))
              .as("audio against video at %s", event)
              .isLessThan(40_000);
        }
      }
    }
    if (script.repairs()) {
      assertThat(timeline.repairs().total()).isPositive();
    } else {
      assertThat(timeline.repairs().total()).isZero();
    }
  }

  @Test
  void hasAtLeastAHundredScripts() {
    assertThat(scripts().count()).isGreaterThanOrEqualTo(100);
  }

  @Test
  void leavesAWellBehavedSourceAlone() {
    Timeline timeline = new Timeline();
    for (Event event : clean(0)) {
      long out = timeline.repair(event.track(), event.saidMicros(), event.arrivalMicros() * 1000);
      assertThat(out).isEqualTo(event.trueMicros());
    }
  }

  /// Servers put metadata at time 0 before the media of somebody who joins later.
  @Test
  void metadataDoesNotSayWhenTheMediaStarts() {
    Timeline timeline = new Timeline();
    Track data = Track.of(3, new Codec.Data(Codec.Data.Format.AMF0));
    assertThat(timeline.repair(data, 0, 0)).isZero();
    for (Event event : clean(HOUR)) {
      long out = timeline.repair(event.track(), event.saidMicros(), event.arrivalMicros() * 1000);
      assertThat(out).isBetween(event.trueMicros(), event.trueMicros() + SECOND);
    }
    assertThat(timeline.repairs().total()).isZero();
  }

  @Test
  void doesNotBelievePresentationTimesHoursAway() {
    Timeline timeline = new Timeline();
    assertThat(timeline.repairOffset(-80_000)).isEqualTo(-80_000);
    assertThat(timeline.repairOffset(Integer.MIN_VALUE)).isZero();
    assertThat(timeline.repairOffset(11_000_000)).isZero();
    assertThat(timeline.repairs().offsets()).isEqualTo(2);
  }

  /// Two seconds after the fault, everything has to be right again.
  private static boolean settled(long trueMicros) {
    return trueMicros > FAULT_AT + 2 * SECOND;
  }

  private static Stream<Script> scripts() {
    List<Script> all = new ArrayList<>();
    for (long start : new long[] {0, 7 * SECOND, -5 * SECOND, 30 * HOUR, 1L << 40}) {
      all.add(new Script("clean from " + start, false, clean(start)));
      for (long jump :
          new long[] {10 * HOUR, -10 * HOUR, 4 * SECOND, -SECOND, -30 * SECOND, 600 * SECOND}) {
        all.add(afterFault("both jump " + jump, start, e -> said(e, e.saidMicros() + jump)));
      }
      all.add(afterFault("encoder restarts at 0", start, e -> said(e, e.trueMicros() - FAULT_AT)));
      all.add(
          afterFault(
              "encoder restarts at 0 after 8 s of silence",
              start,
              e ->
                  e.trueMicros() < FAULT_AT + 8 * SECOND
                      ? null
                      : said(e, e.trueMicros() - FAULT_AT - 8 * SECOND)));
      all.add(
          afterFault(
              "audio 5 s ahead from then on",
              start,
              e -> e.track().isAudio() ? said(e, e.saidMicros() + 5 * SECOND) : e));
      all.add(
          afterFault(
              "video 5 s behind from then on",
              start,
              e -> e.track().isVideo() ? said(e, e.saidMicros() - 5 * SECOND) : e));
      all.add(
          afterFault(
              "times stuck for a second",
              start,
              e -> e.trueMicros() < FAULT_AT + SECOND ? said(e, FAULT_AT) : e));
      all.add(
          afterFault(
              "video stuck for a second",
              start,
              e ->
                  e.track().isVideo() && e.trueMicros() < FAULT_AT + SECOND
                      ? said(e, start + FAULT_AT)
                      : e));
      all.add(
          afterFault(
              "every tenth video sample 60 ms back for a second",
              start,
              e ->
                  e.track().isVideo()
                          && e.trueMicros() < FAULT_AT + SECOND
                          && e.trueMicros() / 40_000 % 10 == 0
                      ? said(e, e.saidMicros() - 60_000)
                      : e));
      for (int bits : new int[] {31, 32, 33}) {
        all.add(wrapping(bits, start));
      }
      all.add(
          new Script(
              "the source's clock is 5 % fast from " + start,
              false,
              clean(0).stream()
                  .map(e -> said(e, start + e.trueMicros() * 21 / 20))
                  .map(TimelineTest::truthIsWhatItSaid)
                  .toList()));
    }
    for (int seed = 0; seed < 25; seed++) {
      all.add(wild(seed));
    }
    return all.stream();
  }

  /// With a clock that is merely fast, what the source says is all that can be known.
  private static Event truthIsWhatItSaid(Event e) {
    return new Event(e.track(), e.saidMicros(), e.saidMicros(), e.arrivalMicros());
  }

  /// 25 pictures and 50 packets of sound a second, arriving as they are made.
  private static List<Event> clean(long startMicros) {
    List<Event> events = new ArrayList<>();
    for (long t = 0; t < END; t += 20_000) {
      if (t % 40_000 == 0) {
        events.add(new Event(VIDEO, t, startMicros + t, t));
      }
      events.add(new Event(AUDIO, t, startMicros + t, t));
    }
    return events;
  }

  private static Script afterFault(
      String name, long start, Function<Event, @Nullable Event> fault) {
    List<Event> events = new ArrayList<>();
    for (Event event : clean(start)) {
      Event changed = event.trueMicros() < FAULT_AT ? event : fault.apply(event);
      if (changed != null) {
        events.add(changed);
      }
    }
    return new Script(name + ", from " + start, true, events);
  }

  /// A counter of milliseconds or of 90 kHz that starts again at 0 in the middle.
  private static Script wrapping(int bits, long start) {
    long ticksPerMicro1000 = bits == 33 ? 90 : 1;
    long range = 1L << bits;
    List<Event> events = new ArrayList<>();
    for (Event e : clean(0)) {
      long ticks = range + (e.trueMicros() - FAULT_AT) * ticksPerMicro1000 / 1000;
      events.add(said(e, start + (ticks & (range - 1)) * 1000 / ticksPerMicro1000));
    }
    return new Script("wraps at 2^" + bits + ", from " + start, true, events);
  }

  /// Ten jumps of any size, both tracks together, all before the fault's time is over.
  private static Script wild(int seed) {
    Random random = new Random(seed);
    long[] jump = new long[1];
    List<Event> events = new ArrayList<>();
    long next = 3 * SECOND;
    for (Event e : clean(0)) {
      if (e.trueMicros() >= next && next < FAULT_AT && e.track().isVideo()) {
        jump[0] = random.nextLong(-12 * HOUR, 12 * HOUR);
        next += SECOND + random.nextLong(2 * SECOND);
      }
      events.add(said(e, e.saidMicros() + jump[0]));
    }
    return new Script("wild " + seed, true, events);
  }

  private static Event said(Event e, long saidMicros) {
    return new Event(e.track(), e.trueMicros(), saidMicros, e.arrivalMicros());
  }
}
