package dev.weir.http.segmented.hls;

import dev.weir.http.Query;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What a player waits for when it asks for a playlist (RFC 8216bis 6.2.5.2).
///
/// @param sequence the segment; negative if it does not wait
/// @param part the part of it; greater than any if it waits for the whole segment
record BlockingReload(long sequence, int part) {
  /// What to do.
  enum Answer {
    READY,
    WAIT,
    TOO_FAR
  }

  private static final int WHOLE_SEGMENT = Integer.MAX_VALUE;

  /// How many segments after the one that is being published may be asked for.
  private static final int SEGMENTS_AHEAD = 1;

  private static final long PARTS_AHEAD_MICROS = TimeUnit.SECONDS.toMicros(3);

  /// What `query` asks for; empty if that is nonsense.
  static Optional<BlockingReload> parse(Query query) {
    if (!query.has("_HLS_msn")) {
      return query.has("_HLS_part") ? Optional.empty() : Optional.of(new BlockingReload(-1, 0));
    }
    long sequence = query.number("_HLS_msn").orElse(-1);
    long part = query.has("_HLS_part") ? query.number("_HLS_part").orElse(-1) : WHOLE_SEGMENT;
    return sequence < 0 || part < 0 || part > WHOLE_SEGMENT
        ? Optional.empty()
        : Optional.of(new BlockingReload(sequence, (int) part));
  }

  boolean isAsked() {
    return sequence >= 0;
  }

  Answer against(Snapshot now) {
    if (!isAsked() || !now.live() || now.has(sequence, part)) {
      return Answer.READY;
    }
    if (sequence > now.nextSequence() + SEGMENTS_AHEAD || part > mostParts(now)) {
      return Answer.TOO_FAR;
    }
    return Answer.WAIT;
  }

  /// Parts of whole segments, and a few more if the one that is being published is long.
  private long mostParts(Snapshot now) {
    if (part == WHOLE_SEGMENT || now.partTargetMicros() == 0) {
      return WHOLE_SEGMENT;
    }
    Segment open = now.open();
    long published = open == null ? 0 : open.parts().size();
    long ahead = Math.max(now.longestMicros(), PARTS_AHEAD_MICROS) / now.partTargetMicros();
    return published + 2 * ahead;
  }

  /// RFC 8216bis 6.2.5.2: three target durations.
  static long timeoutMillis(Snapshot now) {
    return Math.max(3000, TimeUnit.MICROSECONDS.toMillis(3 * now.longestMicros()));
  }
}
