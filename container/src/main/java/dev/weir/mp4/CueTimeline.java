package dev.weir.mp4;

import dev.weir.media.Cue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// Cues as a text track of MP4 has them: samples without gaps, of which each says everything that
/// is shown while it lasts (ISO/IEC 14496-30 7.3, 3GPP TS 26.245 5.9).
final class CueTimeline {
  private record Shown(long fromMicros, long toMicros, String text) {}

  private final List<Shown> cues = new ArrayList<>();

  /// Takes a cue that appears at `ptsMicros`; in any order.
  void add(long ptsMicros, Cue cue) {
    long end = ptsMicros + TimeUnit.MILLISECONDS.toMicros(cue.durationMillis());
    if (end > ptsMicros) {
      cues.add(new Shown(ptsMicros, end, cue.text()));
    }
  }

  /// Gives each sample from `fromMicros` to the end of the last cue to `sink`; no texts mean that
  /// nothing is shown.
  void forEach(long fromMicros, Sink sink) {
    cues.sort(Comparator.comparingLong(Shown::fromMicros));
    TreeSet<Long> times = new TreeSet<>(List.of(fromMicros));
    for (Shown cue : cues) {
      times.add(Math.max(fromMicros, cue.fromMicros));
      times.add(Math.max(fromMicros, cue.toMicros));
    }
    List<Shown> active = new ArrayList<>();
    int next = 0;
    while (times.size() > 1) {
      long from = times.removeFirst();
      while (next < cues.size() && cues.get(next).fromMicros <= from) {
        active.add(cues.get(next++));
      }
      active.removeIf(cue -> cue.toMicros <= from);
      sink.sample(from, times.getFirst() - from, active.stream().map(Shown::text).toList());
    }
  }

  /// Sees samples.
  interface Sink {
    /// One sample, in the order of time.
    void sample(long dtsMicros, long durationMicros, List<String> texts);
  }
}
