package dev.weir.source.hls;

import dev.weir.media.Sample;
import java.util.LinkedHashSet;
import java.util.Set;

/// The subtitles that were given already: one that lasts into the next segment is in both. Used by
/// one thread.
final class SeenCues {
  private final int most;

  private record Cue(int trackId, long micros, int hash) {}

  private final Set<Cue> recent = new LinkedHashSet<>();

  /// @param most that are remembered, the newest ones
  SeenCues(int most) {
    this.most = most;
  }

  /// Whether `cue`, whose time in the presentation is `micros`, was not given before.
  boolean isNew(Sample cue, long micros) {
    boolean fresh = recent.add(new Cue(cue.trackId(), micros, cue.payload().hashCode()));
    if (recent.size() > most) {
      recent.remove(recent.iterator().next());
    }
    return fresh;
  }
}
