package dev.weir.mp4;

import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import java.util.List;

/// Samples in memory as a media file, in the order of the list. Counts how often it is opened.
final class MemoryFile implements MediaFile {
  private final List<Track> tracks;
  private final List<Sample> samples;
  private final SampleIndex index;

  int opened;

  MemoryFile(List<Track> tracks, List<Sample> samples) {
    this.tracks = tracks;
    this.samples = samples;
    SampleIndex.Builder builder = new SampleIndex.Builder(1 << 20);
    long position = 0;
    for (Sample sample : samples) {
      int bytes = sample.payload().readableBytes();
      builder.add(
          position,
          sample.dtsMicros(),
          sample.ptsOffsetMicros(),
          bytes,
          sample.trackId(),
          sample.keyframe());
      position += bytes;
    }
    index = builder.build();
  }

  @Override
  public List<Track> tracks() {
    return tracks;
  }

  @Override
  public SampleIndex index() {
    return index;
  }

  @Override
  public Cursor open(int firstSample) {
    opened++;
    return new Cursor() {
      private int next = firstSample;

      @Override
      public boolean read(TrackSink sink) {
        if (next == samples.size()) {
          return false;
        }
        sink.sample(samples.get(next++));
        return true;
      }

      @Override
      public void close() {
        next = samples.size();
      }
    };
  }

  @Override
  public void close() {}
}
