package dev.weir.launcher.check;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What one track has in a segment.
///
/// @param track as the segment, or its initialization section, says
/// @param firstMicros decoding time of the first sample
/// @param endMicros where the last sample ends, as far as that can be known
/// @param startsWithKeyframe whether the first sample is one
record Stretch(
    Track track, long firstMicros, long endMicros, int samples, boolean startsWithKeyframe) {

  long durationMicros() {
    return endMicros - firstMicros;
  }

  /// How long a sample lasts in the mean.
  long sampleMicros() {
    return samples == 0 ? 0 : durationMicros() / samples;
  }

  /// The same, if it is known by other means that the first sample is no keyframe.
  Stretch withoutKeyframe() {
    return new Stretch(track, firstMicros, endMicros, samples, false);
  }

  /// Makes stretches of samples, of which nobody says how long the last of a track lasts: as long
  /// as the others, then.
  static final class Collector implements TrackSink {
    private final Map<Integer, Track> tracks = new HashMap<>();
    private final Map<Integer, Stretch> stretches = new HashMap<>(); // to the last sample's start

    @Override
    public void track(Track track) {
      tracks.put(track.id(), track);
    }

    @Override
    public void sample(Sample sample) {
      Track track = tracks.get(sample.trackId());
      if (track == null) {
        return;
      }
      stretches.merge(
          track.id(),
          new Stretch(track, sample.dtsMicros(), sample.dtsMicros(), 1, sample.keyframe()),
          (old, next) ->
              new Stretch(
                  track, old.firstMicros, next.endMicros, old.samples + 1, old.startsWithKeyframe));
    }

    List<Stretch> stretches() {
      List<Stretch> all = new ArrayList<>();
      for (Stretch stretch : stretches.values()) {
        long last = stretch.samples > 1 ? stretch.durationMicros() / (stretch.samples - 1) : 0;
        all.add(
            new Stretch(
                stretch.track,
                stretch.firstMicros,
                stretch.endMicros + last,
                stretch.samples,
                stretch.startsWithKeyframe));
      }
      return all;
    }
  }
}
