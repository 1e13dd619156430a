package dev.weir.bench.formats;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.file.LocalFile;
import dev.weir.media.file.MediaFormat;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;

/// All of a file, in memory.
final class Media implements TrackSink {
  private final Map<Integer, Track> tracks = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();

  private Media() {}

  /// What the recipe makes.
  static Media of(Recipe recipe) throws IOException {
    Media media = new Media();
    Path source = recipe.file();
    try (LocalFile file = LocalFile.open(source)) {
      Objects.requireNonNull(MediaFormat.ofName(source.toString())).readAll(file, media);
    }
    return media;
  }

  @Override
  public void track(Track track) {
    tracks.put(track.id(), track);
  }

  @Override
  public void sample(Sample s) {
    samples.add(s.with(Unpooled.copiedBuffer(s.payload())));
  }

  /// The first track of a kind.
  Track first(Codec.Kind kind) {
    return tracks.values().stream()
        .filter(track -> track.codec().kind() == kind)
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no " + kind + " in " + tracks));
  }

  /// All samples, each to be read from its start.
  List<Sample> samples() {
    for (int i = 0; i < samples.size(); i++) {
      samples.get(i).payload().readerIndex(0);
    }
    return samples;
  }

  /// A muxer that knows the tracks.
  Muxer muxer(Supplier<Muxer> muxers) {
    Muxer muxer = muxers.get();
    tracks.values().forEach(track -> muxer.track(track, Unpooled.buffer()));
    return muxer;
  }
}
