package dev.weir.media;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Samples in memory as a media file, in the order of the list. Counts how often it is opened.
public final class MemoryFile implements MediaFile {
  private final List<Track> tracks;
  private final List<Sample> samples;

  private int opened;

  /// Has these, and no copies of them.
  public MemoryFile(List<Track> tracks, List<Sample> samples) {
    this.tracks = tracks;
    this.samples = samples;
  }

  /// All that a reader makes of `bytes`; of each track the last codec.
  public static MemoryFile of(byte[] bytes, Function<TrackSink, Demuxer> readers) {
    Kept kept = new Kept();
    DemuxerFacts.read(bytes, kept, readers);
    return kept.file();
  }

  /// Keeps what it is given.
  public static final class Kept implements TrackSink {
    private final Map<Integer, Track> tracks = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();

    @Override
    public void track(Track track) {
      tracks.put(track.id(), track);
    }

    @Override
    public void sample(Sample s) {
      samples.add(s.with(Unpooled.copiedBuffer(s.payload())));
    }

    /// What was given so far.
    public MemoryFile file() {
      return new MemoryFile(
          tracks.values().stream().sorted(Comparator.comparingInt(Track::id)).toList(), samples);
    }
  }

  @Override
  public List<Track> tracks() {
    return tracks;
  }

  /// All samples.
  public List<Sample> samples() {
    return samples;
  }

  /// The samples of one track, as if it had another id.
  public List<Sample> samplesOf(int trackId, int newId) {
    return samples.stream()
        .filter(s -> s.trackId() == trackId)
        .map(s -> new Sample(newId, s.dtsMicros(), s.ptsOffsetMicros(), s.keyframe(), s.payload()))
        .toList();
  }

  /// How often it was opened.
  public int opened() {
    return opened;
  }

  @Override
  public SampleIndex index() {
    SampleIndex.Builder index = new SampleIndex.Builder(1 << 20);
    long position = 0;
    for (Sample s : samples) {
      int bytes = s.payload().readableBytes();
      index.add(position, s.dtsMicros(), s.ptsOffsetMicros(), bytes, s.trackId(), s.keyframe());
      position += bytes;
    }
    return index.build();
  }

  /// Takes the last byte of every sample away, so that an index that was taken before lies.
  public void shorten() {
    samples.forEach(s -> s.payload().writerIndex(s.payload().writerIndex() - 1));
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
