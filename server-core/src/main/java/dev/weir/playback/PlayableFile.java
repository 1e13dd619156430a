package dev.weir.playback;

import dev.weir.config.StreamName;
import dev.weir.h26x.LeadingPictures;
import dev.weir.media.Codec;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.file.IndexSearch;
import dev.weir.stream.CloseReason;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.SelectableTrack;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A file that is played.
public record PlayableFile(OnDemandStream stream) implements Playable {
  @Override
  public StreamName name() {
    return stream.name();
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public List<SelectableTrack> selectableTracks() {
    return stream.selectableTracks();
  }

  @Override
  public long beginMicros() {
    return 0;
  }

  @Override
  public long endMicros() {
    return stream.durationMicros();
  }

  @Override
  public long zeroUnixMillis() {
    return 0;
  }

  @Override
  public @Nullable CloseReason endReason() {
    return stream.endReason();
  }

  @Override
  public @Nullable CloseReason publishingEnd() {
    return null;
  }

  @Override
  public boolean join() {
    return stream.joined();
  }

  @Override
  public void leave(long nowNanos) {
    stream.left(nowNanos);
  }

  /// Nobody has to be woken: a file is all there.
  @Override
  public boolean join(Wake wake) {
    return join();
  }

  @Override
  public void leave(Wake wake, long nowNanos) {
    leave(nowNanos);
  }

  @Override
  public Reading open(Predicate<Track> wanted, long fromMicros) throws IOException {
    MediaFile file = stream.file();
    List<Track> tracks = file.tracks().stream().filter(wanted).toList();
    long origin = stream.originMicros();
    long from = fromMicros == NEWEST ? NEWEST : fromMicros + origin;
    int first = IndexSearch.keyframeAtOrBefore(tracks, file.index(), from);
    return new FileReading(tracks, file.open(first), origin);
  }

  /// Leaves out samples of other tracks and pictures that cannot be decoded from here, and moves
  /// the start of the file to 0.
  private static final class FileReading implements Reading {
    private final List<Track> tracks;
    private final Set<Integer> ids;
    private final int mainTrack;
    private final @Nullable Codec mainCodec;
    private final MediaFile.Cursor cursor;
    private final long originMicros;
    private final LeadingPictures leading = new LeadingPictures(); // of the main track

    private boolean found; // since read was called
    private boolean sync; // whether the sample read last is a starting point

    FileReading(List<Track> tracks, MediaFile.Cursor cursor, long originMicros) {
      this.tracks = tracks;
      this.ids = tracks.stream().map(Track::id).collect(Collectors.toSet());
      this.mainTrack = IndexSearch.mainTrack(tracks);
      this.mainCodec =
          tracks.stream()
              .filter(track -> track.id() == mainTrack)
              .map(Track::codec)
              .findFirst()
              .orElse(null);
      this.cursor = cursor;
      this.originMicros = originMicros;
      leading.start();
    }

    @Override
    public List<Track> tracks() {
      return tracks;
    }

    @Override
    public Step read(TrackSink sink) throws IOException {
      found = false;
      TrackSink wanted = new Wanted(sink);
      while (!found) {
        if (!cursor.read(wanted)) {
          return Step.END;
        }
      }
      return Step.SAMPLE;
    }

    @Override
    public boolean atSync() {
      return sync;
    }

    @Override
    public void close() {
      cursor.close();
    }

    private final class Wanted implements TrackSink {
      private final TrackSink sink;

      Wanted(TrackSink sink) {
        this.sink = sink;
      }

      @Override
      public void track(Track track) {
        // Known.
      }

      @Override
      public void sample(Sample sample) {
        int track = sample.trackId();
        if (ids.contains(track) && !isUseless(sample)) {
          found = true;
          sync = sample.keyframe() && (track == mainTrack || mainTrack == IndexSearch.ANY_TRACK);
          sink.sample(sample.later(-originMicros));
        }
      }

      private boolean isUseless(Sample sample) {
        return mainCodec != null
            && sample.trackId() == mainTrack
            && leading.isUseless(mainCodec, sample);
      }
    }
  }
}
