package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenNumbersTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Instant START = Instant.parse("2026-12-01T00:00:00Z");
  private static final StreamName NAME = name("live");

  @TempDir private Path folder;

  private final GivenNumbers discontinuities = GivenNumbers.ofDiscontinuities(null);
  private final List<GivenNumbers> kept = new ArrayList<>(); // those with a file

  /// Nobody writes into the folder any more when it is deleted.
  @AfterEach
  void settle() {
    Await.until("the last writes", LIMIT, () -> kept.stream().allMatch(GivenNumbers::isWritten));
  }

  private GivenNumbers kept(Path file) {
    GivenNumbers made = GivenNumbers.ofDiscontinuities(file);
    kept.add(made);
    return made;
  }

  private static StreamName name(String text) {
    return StreamName.clean(text).orElseThrow();
  }

  private Path file() {
    return folder.resolve("weir.json.discontinuities");
  }

  private void awaitWritten(long number) {
    Await.until("a number of " + number + " at least", LIMIT, () -> written() >= number);
  }

  private long written() {
    try {
      return Files.exists(file()) ? Long.parseLong(Files.readString(file()).strip()) : -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void goOnFromTheStreamThatHadTheNameBefore() {
    long first = discontinuities.first(NAME, START);
    discontinuities.used(NAME, first + 30);
    assertThat(discontinuities.first(NAME, START.plusSeconds(60))).isEqualTo(first + 31);
    assertThat(discontinuities.first(NAME, START.plusSeconds(86_400))).isGreaterThan(first + 31);
  }

  @Test
  void aNameThatIsForgottenDoesNotGoBack() {
    long first = discontinuities.first(NAME, START);
    discontinuities.used(NAME, first + 30);
    for (int i = 0; i < 20_000; i++) {
      discontinuities.first(name("live+" + i), START);
    }
    assertThat(discontinuities.first(NAME, START)).isGreaterThan(first + 30);
  }

  /// However soon after the other one.
  @Test
  void anotherProcessStartsBehindEveryNumberThatWasGiven() {
    GivenNumbers before = kept(file());
    long first = before.first(NAME, START);
    awaitWritten(first + 1);
    before.used(NAME, first + 1);
    assertThat(kept(file()).first(NAME, START)).isGreaterThan(first + 1);
    settle(); // no two processes write at once
    before.used(NAME, first + 1000);
    awaitWritten(first + 1001);
    GivenNumbers after = kept(file());
    assertThat(after.first(NAME, START)).isGreaterThan(first + 1000);
    assertThat(after.first(name("other"), START)).isGreaterThan(first + 1000);
  }

  /// The next numbers are on the disk before they are given.
  @Test
  void theFileIsAheadOfTheNumbers() {
    GivenNumbers ahead = kept(file());
    long first = ahead.first(NAME, START);
    for (long number = first; number < first + 200; number++) {
      awaitWritten(number + 1);
      ahead.used(NAME, number);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "many", "-5", "99999999999999999999", "1 and a lot behind it ........"})
  void aFileThatIsNoNumberCountsAsNone(String text) throws IOException {
    Files.writeString(file(), text.replace(".", "..........."));
    assertThat(kept(file()).first(NAME, START)).isEqualTo(discontinuities.first(NAME, START));
  }

  @Test
  void aFileThatCannotBeWrittenHoldsNothingUp() {
    Path nowhere = folder.resolve("missing").resolve("file");
    assertThat(kept(nowhere).first(NAME, START)).isEqualTo(discontinuities.first(NAME, START));
  }

  @Test
  void anotherProcessWithoutAFileGoesOnByTheClock() {
    long first = discontinuities.first(NAME, START);
    assertThat(GivenNumbers.ofDiscontinuities(null).first(NAME, START.plusSeconds(301)))
        .isGreaterThan(first);
  }

  @Test
  void staySmallForYears() {
    assertThat(discontinuities.first(NAME, START.plusSeconds(5 * 31_536_000L))).isLessThan(600_000);
  }

  /// Clocks of machines without a battery, or with the wrong one of two years.
  @Test
  void aClockThatIsFarAheadHasNoSayInThem() {
    long first = kept(file()).first(NAME, START);
    settle();
    Instant ahead = START.plusSeconds(5 * 31_536_000L);
    assertThat(kept(file()).first(NAME, ahead)).isBetween(first + 1, first + 100);
    assertThat(discontinuities.first(NAME, Instant.parse("2399-01-01T00:00:00Z")))
        .as("nor where nothing else says how to go on")
        .isLessThan(600_000);
  }

  /// A server that ends as it should is started again at once: what it gave is all that counts.
  @Test
  void theFileOfOneThatEndsIsNoLongerAhead() {
    GivenNumbers ends = kept(file());
    long first = ends.first(NAME, START);
    ends.used(NAME, first + 3);
    settle();
    ends.close();
    assertThat(written()).isEqualTo(first + 4);
  }

  @Test
  void segmentsAreNumberedByTheSeconds() {
    GivenNumbers segments = GivenNumbers.ofSegments(null);
    Instant start = GivenNumbers.EPOCH.plusSeconds(1000);
    assertThat(segments.first(NAME, start)).isEqualTo(1000);
    segments.used(NAME, 1005);
    assertThat(segments.first(NAME, start)).isEqualTo(1006);
    assertThat(segments.first(name("other"), start)).isEqualTo(1000);
  }

  @Test
  void aClockBeforeTheFirstSecondOrFarInTheFutureGivesNumbersThatFit() {
    GivenNumbers segments = GivenNumbers.ofSegments(null);
    assertThat(segments.first(NAME, Instant.EPOCH)).isZero();
    Instant future = Instant.parse("2399-01-01T00:00:00Z");
    assertThat(segments.first(NAME, future)).isLessThan(Integer.MAX_VALUE);
    assertThat(segments.first(NAME, future)).isLessThan(Integer.MAX_VALUE);
  }
}
