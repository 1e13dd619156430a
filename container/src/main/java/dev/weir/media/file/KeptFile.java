package dev.weir.media.file;

import dev.weir.media.MediaFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A small file that is held in memory whole: subtitles. Immutable; any thread.
public final class KeptFile implements MediaFile {
  private final List<Track> tracks;
  private final List<Kept> samples; // by time, whatever their order in the file was
  private final SampleIndex index;

  private record Kept(int trackId, long micros, Octets payload) {}

  private KeptFile(List<Track> tracks, List<Kept> samples) {
    this.tracks = tracks;
    this.samples = samples;
    SampleIndex.Builder all = new SampleIndex.Builder(Math.max(1, samples.size()));
    for (Kept kept : samples) {
      all.add(0, kept.micros, 0, kept.payload.length(), kept.trackId, true);
    }
    this.index = all.build();
  }

  /// Collects what a reader finds; used by one thread.
  public static final class Builder implements TrackSink {
    private final long maxBytes;
    private final Map<Integer, Track> tracks = new TreeMap<>();
    private final List<Kept> samples = new ArrayList<>();

    private long bytes;

    /// @param maxBytes of all payloads together
    public Builder(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public void track(Track track) {
      tracks.putIfAbsent(track.id(), track);
    }

    /// @throws UnsupportedMediaException if there is too much
    @Override
    public void sample(Sample sample) {
      Octets payload = Octets.copyOf(sample.payload());
      bytes += payload.length();
      if (bytes > maxBytes) {
        throw new UnsupportedMediaException("More text than the limit of " + maxBytes + " bytes");
      }
      samples.add(new Kept(sample.trackId(), sample.ptsMicros(), payload));
    }

    /// What was collected.
    public KeptFile build() {
      List<Kept> sorted = new ArrayList<>(samples);
      sorted.sort(Comparator.comparingLong(Kept::micros));
      return new KeptFile(List.copyOf(tracks.values()), sorted);
    }
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
    return new Cursor() {
      private int next = firstSample;

      @Override
      public boolean read(TrackSink sink) {
        if (next >= samples.size()) {
          return false;
        }
        Kept kept = samples.get(next);
        next++;
        sink.sample(
            new Sample(
                kept.trackId,
                kept.micros,
                0,
                true,
                Unpooled.wrappedBuffer(kept.payload.toByteArray())));
        return true;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {}
}
