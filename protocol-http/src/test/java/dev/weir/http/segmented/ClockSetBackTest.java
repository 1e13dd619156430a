package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.TestStreams;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody sets the wall clock back, and the server starts again.
class ClockSetBackTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Instant START = Instant.parse("2027-06-01T12:00:00Z");

  @TempDir private Path folder;

  private Path document() {
    return folder.resolve("weir.json");
  }

  /// The segments of a server that was started then.
  private List<Segment> segments(Instant startedAt, int seconds) throws Exception {
    try (TestStreams streams =
            new TestStreams(
                TestStreams.segments(1000, 600_000), Clock.fixed(startedAt, ZoneOffset.UTC));
        SegmentStores stores =
            new SegmentStores(
                streams.streams(), streams.transport(), System::nanoTime, document())) {
      Publisher publisher = streams.publish("live");
      Gop.announce(publisher);
      Gop.seconds(publisher, 0, seconds, 1);
      SegmentStore store = stores.of(publisher.stream());
      List<Segment> segments =
          store.snapshot().toCompletableFuture().get(60, TimeUnit.SECONDS).segments();
      awaitKept(".segments", segments.getLast().sequence());
      awaitKept(".discontinuities", segments.getLast().discontinuitySequence());
      long date = endMicros(segments.getLast()) / 1000 / GivenNumbers.DATE_UNIT.toMillis();
      awaitKept(".dates", date);
      return segments;
    }
  }

  private void awaitKept(String suffix, long number) {
    Path file = folder.resolve("weir.json" + suffix);
    Await.until("a greater number in " + file, LIMIT, () -> kept(file) > number);
  }

  private static long kept(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException _) {
      return 0; // not there yet
    }
  }

  private static long endMicros(Segment segment) {
    return segment.utcMicros() + segment.durationMicros();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 250, 3600, 100_000})
  void noNumberGoesBack(long seconds) throws Exception {
    Segment before = segments(START, 400).getLast();
    Segment after = segments(START.plusSeconds(400 - seconds), 5).getFirst();
    assertThat(after.sequence()).isGreaterThan(before.sequence());
    assertThat(after.periodSequence()).isGreaterThan(before.periodSequence());
    assertThat(after.discontinuitySequence()).isGreaterThan(before.discontinuitySequence());
    assertThat(after.utcMicros()).isGreaterThanOrEqualTo(endMicros(before));
  }

  /// It was wrong before, or somebody plays with it.
  @Test
  void datesFollowAClockThatWasSetBackByYears() throws Exception {
    Segment before = segments(START, 5).getLast();
    Segment after = segments(START.minusSeconds(100_000_000), 5).getFirst();
    assertThat(after.sequence()).isGreaterThan(before.sequence());
    assertThat(after.periodSequence()).isGreaterThan(before.periodSequence());
    assertThat(Instant.EPOCH.plus(after.utcMicros(), ChronoUnit.MICROS))
        .isEqualTo(START.minusSeconds(100_000_000));
  }

  @Test
  void datesAreTheClocksWhereThatIsRight() throws Exception {
    segments(START, 5);
    Segment after = segments(START.plusSeconds(7), 5).getFirst();
    assertThat(Instant.EPOCH.plus(after.utcMicros(), ChronoUnit.MICROS))
        .isEqualTo(START.plusSeconds(7));
  }

  @Test
  void theClockHoldsAgainOnceItIsAhead() throws Exception {
    segments(START, 5);
    segments(START.minusSeconds(3600), 5);
    long first = segments(START.plusSeconds(3600), 5).getFirst().sequence();
    assertThat(GivenNumbers.EPOCH.plusSeconds(first)).isEqualTo(START.plusSeconds(3600));
  }
}
