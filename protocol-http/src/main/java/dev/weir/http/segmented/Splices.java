package dev.weir.http.segmented;

import dev.weir.buffer.TrackBuffer;
import dev.weir.buffer.TrackReader;
import dev.weir.stream.Stream;
import dev.weir.ts.SpliceInfo;
import dev.weir.ts.SpliceInfo.Direction;
import java.util.ArrayList;
import java.util.List;

/// The messages about splices that still matter to whoever watches what is in the window: those of
/// breaks that are not over before it starts. Not thread-safe.
final class Splices {
  /// With more than that, the oldest go, whatever they say.
  private static final int MOST = 256;

  /// Encoders repeat a message; what it says may then be rounded otherwise.
  private static final long SAME_MICROS = 500_000;

  private final List<Splice> kept = new ArrayList<>();

  List<Splice> kept() {
    return List.copyOf(kept);
  }

  /// Reads the messages of a part.
  ///
  /// @param laterMicros what the stream's times are moved by
  void read(Stream stream, Part part, long laterMicros) {
    for (TrackSpan span : part.spans()) {
      if (Splice.isSplice(span.track().codec())) {
        for (TrackBuffer buffer : stream.buffers()) {
          if (buffer.track().id() == span.track().id()) {
            read(buffer, span, laterMicros);
          }
        }
      }
    }
  }

  private void read(TrackBuffer buffer, TrackSpan span, long laterMicros) {
    TrackReader reader = new TrackReader(buffer);
    try {
      reader.seek(span.firstSample());
      while (reader.position() < span.endSample() && reader.read() == TrackReader.Outcome.READ) {
        // Each stream counts from 0, and no two messages of a store may have one number.
        long number = reader.position() - 1 + laterMicros / 1000;
        Splice.of(number, reader.sample().later(laterMicros)).ifPresent(this::add);
      }
    } finally {
      reader.close();
    }
  }

  /// Takes one in, unless it says what another has said.
  void add(Splice splice) {
    if (kept.stream().anyMatch(known -> says(known, splice))) {
      return;
    }
    kept.add(splice);
    if (kept.size() > MOST) {
      kept.removeFirst();
    }
  }

  private static boolean says(Splice known, Splice again) {
    return known.info().command() == again.info().command()
        && known.info().events().equals(again.info().events())
        && Math.abs(known.startMicros() - again.startMicros()) < SAME_MICROS;
  }

  /// Forgets what is over before `micros`; whether that was anything.
  boolean forgetBefore(long micros) {
    return kept.removeIf(splice -> overMicros(splice) < micros);
  }

  private long overMicros(Splice splice) {
    long over = splice.startMicros();
    for (SpliceInfo.Event event : splice.info().events()) {
      over = Math.max(over, overMicros(splice, event));
    }
    return over;
  }

  private long overMicros(Splice splice, SpliceInfo.Event event) {
    if (event.direction() == Direction.OUT) {
      for (Splice later : kept) {
        boolean back =
            later.startMicros() >= splice.startMicros()
                && later.info().events().stream()
                    .anyMatch(e -> e.id() == event.id() && e.direction() == Direction.IN);
        if (back) {
          return later.startMicros();
        }
      }
    }
    long planned = splice.durationMicros();
    boolean endless = event.direction() == Direction.OUT && planned < 0 && !event.canceled();
    return endless ? Long.MAX_VALUE : splice.startMicros() + Math.max(0, planned);
  }
}
