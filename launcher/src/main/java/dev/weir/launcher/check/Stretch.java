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
/// @param earliestMicros when the first of them in the order of presentation is presented
/// @param endMicros where the last sample ends, as far as that can be known
/// @param startsWithKeyframe whether the first sample is one
record Stretch(
    Track track,
    long firstMicros,
    long earliestMicros,
    long endMicros,
    int samples,
    boolean startsWithKeyframe) {

  long durationMicros() {
    return endMicros - firstMicros;
  }

  /// How long a sample lasts in the mean.
  long sampleMicros() {
    return samples == 0 ? 0 : durationMicros() / samples;
  }

  /// With what comes behind it.
  Stretch and(Stretch next) {
    return new Stretch(
        track,
        firstMicros,
        Math.min(earliestMicros, next.earliestMicros),
        next.endMicros,
        samples + next.samples,
        startsWithKeyframe);
  }

  /// The same, if it is known by other means that the first sample is no keyframe.
  Stretch withoutKeyframe() {
    return new Stretch(track, firstMicros, earliestMicros, endMicros, samples, false);
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
          new Stretch(
              track,
              sample.dtsMicros(),
              sample.ptsMicros(),
              sample.dtsMicros(),
              1,
              sample.keyframe()),
          Stretch::and);
    }

    List<Stretch> stretches() {
      List<Stretch> all = new ArrayList<>();
      for (Stretch stretch : stretches.values()) {
        long last = stretch.samples > 1 ? stretch.durationMicros() / (stretch.samples - 1) : 0;
        all.add(
            new Stretch(
                stretch.track,
                stretch.firstMicros,
                stretch.earliestMicros,
                stretch.endMicros + last,
                stretch.samples,
                stretch.startsWithKeyframe));
      }
      return all;
    }
  }
}
