package dev.weir.source;

import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A short piece of media, whole in memory; immutable.
///
/// @param tracks what it consists of
/// @param samples by decoding time
/// @param durationMicros after which it can start again without a gap
record Clip(List<Track> tracks, List<Clip.Kept> samples, long durationMicros) {

  /// A sample with a payload of its own.
  record Kept(int trackId, long dtsMicros, int ptsOffsetMicros, boolean keyframe, Octets payload) {}

  /// Collects a clip.
  static final class Builder implements TrackSink {
    private final Map<Integer, Track> tracks = new HashMap<>();
    private final List<Kept> samples = new ArrayList<>();

    @Override
    public void track(Track track) {
      tracks.put(track.id(), track);
    }

    @Override
    public void sample(Sample sample) {
      samples.add(
          new Kept(
              sample.trackId(),
              sample.dtsMicros(),
              sample.ptsOffsetMicros(),
              sample.keyframe(),
              Octets.copyOf(sample.payload())));
    }

    Clip build() {
      samples.sort(Comparator.comparingLong(Kept::dtsMicros));
      long duration = 0;
      for (Track track : tracks.values()) {
        duration = Math.max(duration, duration(track.id()));
      }
      return new Clip(List.copyOf(tracks.values()), List.copyOf(samples), duration);
    }

    /// Until a sample after the last one would come, if they are evenly spaced.
    private long duration(int trackId) {
      List<Kept> own = samples.stream().filter(sample -> sample.trackId() == trackId).toList();
      if (own.size() < 2) {
        return 0;
      }
      long first = own.getFirst().dtsMicros();
      long last = own.getLast().dtsMicros();
      return last + Math.round((double) (last - first) / (own.size() - 1));
    }
  }
}
