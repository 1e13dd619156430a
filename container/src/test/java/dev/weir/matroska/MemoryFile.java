package dev.weir.matroska;

import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tracks and samples of a file that was read, kept in memory.
final class MemoryFile implements MediaFile, TrackSink {
  private final Map<Integer, Track> tracks = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();

  static MemoryFile of(byte[] mkv) {
    MemoryFile file = new MemoryFile();
    MatroskaFiles.read(mkv, file);
    return file;
  }

  @Override
  public void track(Track track) {
    tracks.put(track.id(), track);
  }

  @Override
  public void sample(Sample s) {
    ByteBuf copy = Unpooled.copiedBuffer(s.payload());
    samples.add(new Sample(s.trackId(), s.dtsMicros(), s.ptsOffsetMicros(), s.keyframe(), copy));
  }

  @Override
  public List<Track> tracks() {
    return tracks.values().stream().sorted(java.util.Comparator.comparingInt(Track::id)).toList();
  }

  @Override
  public SampleIndex index() {
    SampleIndex.Builder index = new SampleIndex.Builder(1 << 20);
    for (Sample s : samples) {
      int bytes = s.payload().readableBytes();
      index.add(0, s.dtsMicros(), s.ptsOffsetMicros(), bytes, s.trackId(), s.keyframe());
    }
    return index.build();
  }

  /// Takes the last byte of every sample away, so that the index lies.
  void shorten() {
    samples.forEach(s -> s.payload().writerIndex(s.payload().writerIndex() - 1));
  }

  @Override
  public Cursor open(int firstSample) {
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
      public void close() {}
    };
  }

  @Override
  public void close() {}
}
