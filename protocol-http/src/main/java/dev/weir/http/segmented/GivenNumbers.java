package dev.weir.http.segmented;

import dev.weir.config.DurableFile;
import dev.weir.config.StreamName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the numbers of a stream's segments, or of its discontinuities, start, and its dates: they
/// must never go back for its name, not even where the clock was set back.
///
/// They go on from those of the stream that had the name before. For names that nobody remembers,
/// as after a restart of the server, they start behind every number that was given before. One
/// number in a file tells of that: it is written ahead of those that are given, and none of them
/// needs a write of its own. By the clock they go on where the file cannot be had, or was lost. Any
/// thread.
final class GivenNumbers {
  private static final Logger log = LoggerFactory.getLogger(GivenNumbers.class);

  /// 2026-01-01: keeps the numbers of segments within 31 bits for decades.
  static final Instant EPOCH = Instant.ofEpochSecond(1_767_225_600);

  /// From here on numbers do not follow the clock: one that is so far ahead is wrong.
  private static final long LATEST_SECONDS = 1L << 30;

  private static final Instant DISCONTINUITY_EPOCH = Instant.parse("2026-11-01T00:00:00Z");
  private static final long PERIOD_SECONDS = TimeUnit.MINUTES.toSeconds(5);
  private static final int DISCONTINUITIES_AHEAD = 32;

  /// Ten years of them: a clock that says more is wrong.
  private static final long MOST_PERIODS = TimeUnit.DAYS.toSeconds(3653) / PERIOD_SECONDS;

  private static final int SEGMENTS_AHEAD = 256;

  /// What the numbers of dates count.
  static final Duration DATE_UNIT = Duration.ofMillis(100);

  private static final int DATES_AHEAD = 100;

  /// A date that is further ahead of the clock is of a time at which that was wrong.
  private static final long MOST_DATES = Duration.ofDays(2).dividedBy(DATE_UNIT);

  private static final int MOST_NAMES = 10_000;
  private static final int LONGEST_FILE = 64; // bytes

  private final @Nullable Path file;
  private final int ahead; // of what was given the file is written
  private final ToLongFunction<Instant> byClock;
  private final boolean followsClock; // also where the file says how to go on
  private final long mostAhead; // of the clock, or nothing that is known counts
  private final Map<StreamName, Long> last = new LinkedHashMap<>(); // guarded by this; oldest first

  private long unknown; // where names start that are not in the map; guarded by this, like the rest
  private long reserved; // no number that was given has reached it
  private long greatest; // that was given; 0 if none was
  private boolean writing; // whether a thread brings the file to what is reserved

  private GivenNumbers(
      @Nullable Path file,
      int ahead,
      ToLongFunction<Instant> byClock,
      boolean followsClock,
      long mostAhead) {
    this.file = file;
    this.ahead = ahead;
    this.byClock = byClock;
    this.followsClock = followsClock;
    this.mostAhead = mostAhead;
    this.unknown = file == null ? 0 : read(file);
    this.reserved = unknown;
  }

  /// Those of segments: by the clock the seconds since [#EPOCH]. Segments are no shorter than a
  /// second, most of them longer, so that the clock is soon ahead of them.
  ///
  /// @param file that keeps a number from one process to the next; null to have none. One that
  ///   cannot be read is like one that is not there, and a warning
  static GivenNumbers ofSegments(@Nullable Path file) {
    return new GivenNumbers(
        file,
        SEGMENTS_AHEAD,
        at -> Math.min(at.getEpochSecond() - EPOCH.getEpochSecond(), LATEST_SECONDS),
        true,
        Long.MAX_VALUE);
  }

  /// Those of discontinuities, which must stay small: by the clock periods of five minutes, but
  /// only where no file says how to go on, so that no clock that is far ahead has a say. (hls.js
  /// has an array that is as long as the number is great, and walks through it with each playlist:
  /// at the seconds since 2026 that takes two seconds.)
  ///
  /// @param file as above
  static GivenNumbers ofDiscontinuities(@Nullable Path file) {
    return new GivenNumbers(
        file, DISCONTINUITIES_AHEAD, GivenNumbers::period, false, Long.MAX_VALUE);
  }

  private static long period(Instant at) {
    long period = (at.getEpochSecond() - DISCONTINUITY_EPOCH.getEpochSecond()) / PERIOD_SECONDS;
    return period < MOST_PERIODS ? period : 0;
  }

  /// Those of dates: how often [#DATE_UNIT] has passed since 1970. Where the clock was set back
  /// they are ahead of it, by two days at the most.
  ///
  /// @param file as above
  static GivenNumbers ofDates(@Nullable Path file) {
    return new GivenNumbers(
        file,
        DATES_AHEAD,
        at -> Math.floorDiv(at.toEpochMilli(), DATE_UNIT.toMillis()),
        true,
        MOST_DATES);
  }

  private static long read(Path file) {
    DurableFile.sweepBeside(file);
    try {
      if (Files.size(file) <= LONGEST_FILE) {
        return Math.max(0, Long.parseLong(Files.readString(file).strip()));
      }
      log.warn("{} is not a number; numbers go on by the clock", file);
    } catch (NoSuchFileException _) {
      // The first start.
    } catch (IOException | NumberFormatException e) {
      log.warn("{} cannot be read; numbers go on by the clock: {}", file, "" + e);
    }
    return 0;
  }

  /// The first number for a stream that started then.
  synchronized long first(StreamName name, Instant startedAt) {
    long byTime = byClock.applyAsLong(startedAt);
    if (behind(name) - byTime > mostAhead) {
      last.clear();
      unknown = 0;
      reserved = 0;
      greatest = 0;
    }
    long behind = behind(name);
    boolean known = behind > 0 && file != null;
    long number = known && !followsClock ? behind : Math.max(behind, byTime);
    used(name, number);
    return number;
  }

  private long behind(StreamName name) {
    Long before = last.get(name);
    return before == null ? unknown : before + 1;
  }

  /// Remembers that `name` may have had all numbers up to this one.
  synchronized void used(StreamName name, long number) {
    greatest = Math.max(greatest, number);
    last.merge(name, number, Math::max);
    if (last.size() > MOST_NAMES) {
      var oldest = last.entrySet().iterator().next();
      if (mostAhead == Long.MAX_VALUE) { // what began long before others has older dates
        unknown = Math.max(unknown, oldest.getValue() + 1);
      }
      last.remove(oldest.getKey());
    }
    if (file != null && number + ahead / 4 >= reserved && reserve(number + ahead)) {
      Thread.ofVirtual().name("weir-numbers").start(() -> write(file));
    }
  }

  /// Whether the caller has to have it written.
  private boolean reserve(long number) {
    reserved = number;
    boolean idle = !writing;
    writing = true;
    return idle;
  }

  /// No more numbers are given: the file need not be ahead of them any more.
  void close() {
    if (file != null && settles()) {
      write(file);
    }
  }

  private synchronized boolean settles() {
    return greatest > 0 && reserve(Math.max(unknown, greatest + 1));
  }

  /// Whether the file says what it has to.
  synchronized boolean isWritten() {
    return !writing;
  }

  private void write(Path target) {
    for (long number = toWrite(-1); number >= 0; number = toWrite(number)) {
      try {
        DurableFile.write(target, number + "\n");
      } catch (IOException e) {
        log.warn(
            "{} cannot be written; numbers may go back with the clock: {}", target, e.toString());
      }
    }
  }

  /// What the file has to say; negative if it says so.
  private synchronized long toWrite(long written) {
    writing = reserved != written;
    return writing ? reserved : -1;
  }
}
