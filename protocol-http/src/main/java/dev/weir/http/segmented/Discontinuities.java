package dev.weir.http.segmented;

import dev.weir.config.DurableFile;
import dev.weir.config.StreamName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the discontinuity sequence numbers of a stream start: they must never go back for its
/// name, and must stay small.
///
/// They go on from those of the stream that had the name before. For names that nobody remembers,
/// as after a restart of the server, they start behind every number that was given before. One
/// number in a file tells of that: it is written ahead of those that are given, and none of them
/// needs a write of its own. Where the file cannot be had, or was lost, they start no lower than
/// the number of five-minute periods since [#EPOCH]. (hls.js has an array that is as long as the
/// number is great, and walks through it with each playlist: at the seconds since 2026 that takes
/// two seconds.) Any thread.
final class Discontinuities {
  private static final Logger log = LoggerFactory.getLogger(Discontinuities.class);

  private static final Instant EPOCH = Instant.parse("2026-11-01T00:00:00Z");
  private static final long PERIOD_SECONDS = TimeUnit.MINUTES.toSeconds(5);
  private static final int MOST_NAMES = 10_000;

  /// How far ahead the file is written.
  private static final int AHEAD = 32;

  /// How near to what the file says numbers may come before it is written again.
  private static final int NEAR = 8;

  private static final int LONGEST_FILE = 64; // bytes

  private final @Nullable Path file;
  private final Map<StreamName, Long> last = new LinkedHashMap<>(); // guarded by this; oldest first

  private long unknown; // where names start that are not in the map; guarded by this, like the rest
  private long reserved; // no number that was given has reached it
  private boolean writing; // whether a thread brings the file to what is reserved

  /// @param file that keeps a number from one process to the next; null to have none. One that
  ///   cannot be read is like one that is not there, and a warning
  Discontinuities(@Nullable Path file) {
    this.file = file;
    this.unknown = file == null ? 0 : read(file);
    this.reserved = unknown;
  }

  private static long read(Path file) {
    try {
      if (Files.size(file) <= LONGEST_FILE) {
        return Math.max(0, Long.parseLong(Files.readString(file).strip()));
      }
      log.warn("{} is not a number; discontinuities are numbered by the clock", file);
    } catch (NoSuchFileException _) {
      // The first start.
    } catch (IOException | NumberFormatException e) {
      log.warn("{} cannot be read; discontinuities are numbered by the clock: {}", file, "" + e);
    }
    return 0;
  }

  /// The first number for a stream that started then.
  synchronized long first(StreamName name, Instant startedAt) {
    long periods =
        Math.max(0, startedAt.getEpochSecond() - EPOCH.getEpochSecond()) / PERIOD_SECONDS;
    Long before = last.get(name);
    long number = Math.max(periods, before == null ? unknown : before + 1);
    used(name, number);
    return number;
  }

  /// Remembers that `name` may have had all numbers up to this one.
  synchronized void used(StreamName name, long number) {
    last.merge(name, number, Math::max);
    if (last.size() > MOST_NAMES) {
      var oldest = last.entrySet().iterator().next();
      unknown = Math.max(unknown, oldest.getValue() + 1);
      last.remove(oldest.getKey());
    }
    if (file != null && number + NEAR >= reserved) {
      reserved = number + AHEAD;
      if (!writing) {
        writing = true;
        Thread.ofVirtual().name("weir-discontinuities").start(() -> write(file));
      }
    }
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
        log.warn("{} cannot be written; discontinuities may go back: {}", target, e.toString());
      }
    }
  }

  /// What the file has to say; negative if it says so.
  private synchronized long toWrite(long written) {
    writing = reserved != written;
    return writing ? reserved : -1;
  }
}
