package dev.weir.bench.formats;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;

/// Counts what it is given.
final class Counting implements TrackSink {
  private long samples;

  @Override
  public void track(Track track) {}

  @Override
  public void sample(Sample sample) {
    samples++;
  }

  long samples() {
    return samples;
  }
}
