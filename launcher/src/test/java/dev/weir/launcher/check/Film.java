package dev.weir.launcher.check;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.file.LocalFile;
import dev.weir.media.file.MediaFormat;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A piece of sample media in memory: seconds of one track of pictures and one of sound, each of
/// which starts with a keyframe.
final class Film implements TrackSink {
  /// How many whole seconds there are.
  static final int SECONDS = 8;

  private final Map<Integer, Track> tracks = new TreeMap<>();
  private final List<Sample> samples = new ArrayList<>();

  Film(SampleMedia media) {
    try (LocalFile file = LocalFile.open(media.file())) {
      ByteBuf start = Unpooled.buffer(MediaFormat.PROBE_BYTES);
      file.read(0, start, MediaFormat.PROBE_BYTES);
      MediaFormat format = MediaFormat.of(start, media.file().toString());
      if (format == null) {
        throw new AssertionError(media);
      }
      format.readAll(file, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void track(Track track) {
    if (!track.isVideo() && !track.isAudio()) {
      return;
    }
    tracks.put(track.id(), track);
  }

  @Override
  public void sample(Sample sample) {
    if (!tracks.containsKey(sample.trackId())) {
      return;
    }
    samples.add(sample.with(Unpooled.copiedBuffer(sample.payload())));
  }

  Track video() {
    return tracks.values().stream().filter(Track::isVideo).findFirst().orElseThrow();
  }

  Track audio() {
    return tracks.values().stream().filter(Track::isAudio).findFirst().orElseThrow();
  }

  /// The samples of a track that start from `fromMicros` to before `toMicros`.
  List<Sample> samples(Track track, long fromMicros, long toMicros) {
    return samples.stream()
        .filter(sample -> sample.trackId() == track.id())
        .filter(sample -> sample.dtsMicros() >= fromMicros && sample.dtsMicros() < toMicros)
        .map(Film::again)
        .toList();
  }

  /// Those of all tracks, in the order of the file.
  List<Sample> samples(long fromMicros, long toMicros) {
    return samples.stream()
        .filter(sample -> sample.dtsMicros() >= fromMicros && sample.dtsMicros() < toMicros)
        .map(Film::again)
        .toList();
  }

  /// Where the first sample of a track at or behind `micros` starts.
  long start(Track track, long micros) {
    return samples.stream()
        .filter(sample -> sample.trackId() == track.id() && sample.dtsMicros() >= micros)
        .mapToLong(Sample::dtsMicros)
        .min()
        .orElse(SECONDS * 1_000_000L);
  }

  private static Sample again(Sample sample) {
    return sample.with(sample.payload().duplicate());
  }
}
