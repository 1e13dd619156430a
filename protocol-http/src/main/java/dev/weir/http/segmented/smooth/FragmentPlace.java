package dev.weir.http.segmented.smooth;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// In which segment a fragment is, of which an address says only the time.
sealed interface FragmentPlace {
  /// In this one, be it open.
  record At(long sequence) implements FragmentPlace {}

  /// In none that is there.
  enum Elsewhere implements FragmentPlace {
    /// Before the oldest.
    PAST,
    /// Behind the newest.
    FUTURE,
    /// Where no fragment starts.
    BETWEEN
  }

  /// Looks for it.
  static FragmentPlace find(Snapshot now, SmoothAddresses.Fragment wanted) {
    long micros = SmoothWrapping.TIMESCALE.toMicros(wanted.time());
    List<Segment> finished = now.segments();
    Optional<Segment> found =
        Stream.concat(now.around(micros).stream(), Stream.ofNullable(now.open()))
            .filter(segment -> startsAt(segment, wanted))
            .findFirst();
    if (found.isPresent()) {
      return new At(found.get().sequence());
    }
    if (finished.isEmpty() || micros < start(finished.getFirst(), wanted.trackId())) {
      return Elsewhere.PAST;
    }
    Segment newest = finished.getLast();
    return micros >= newest.endMicros() ? Elsewhere.FUTURE : Elsewhere.BETWEEN;
  }

  private static boolean startsAt(Segment segment, SmoothAddresses.Fragment wanted) {
    return segment
        .span(wanted.trackId())
        .filter(span -> SmoothWrapping.place(span).time() == wanted.time())
        .isPresent();
  }

  private static long start(Segment segment, int trackId) {
    return segment.span(trackId).map(span -> span.startMicros()).orElse(segment.startMicros());
  }
}
