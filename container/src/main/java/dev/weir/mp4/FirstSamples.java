package dev.weir.mp4;

import dev.weir.h26x.AccessUnit;
import dev.weir.h26x.NalUnits;
import dev.weir.media.ByteSource;
import dev.weir.media.Codec;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks into the first samples of tracks whose sample entry does not tell the codec whole.
final class FirstSamples {
  private static final int MAX_SAMPLES = 16;
  private static final int MAX_BOXES = 64; // to find the first fragments
  private static final int MAX_BYTES = 4 << 20; // of one sample, or of one moof

  private FirstSamples() {}

  /// The movie with the codecs that the samples tell; tracks that tell nothing are left out.
  ///
  /// @throws UnsupportedMediaException if no track is left
  static Movie resolve(ByteSource source, Movie movie) throws IOException {
    List<MovieTrack> tracks = new ArrayList<>();
    for (MovieTrack track : movie.tracks()) {
      MovieTrack told = isTold(track) ? track : told(source, movie, track);
      if (told != null) {
        tracks.add(told.withId(tracks.size() + 1));
      }
    }
    if (tracks.isEmpty()) {
      throw new UnsupportedMediaException("MP4: no track tells its codec");
    }
    return new Movie(List.copyOf(tracks));
  }

  private static boolean isTold(MovieTrack track) {
    return !track.awaitsSamples() && !(track.track().codec() instanceof Codec.Mp3);
  }

  private static @Nullable MovieTrack told(ByteSource source, Movie movie, MovieTrack track)
      throws IOException {
    Codec codec = find(source, track, track.walk(source.size()));
    FragmentReader fragments = new FragmentReader(movie);
    FileBox box = FileBox.at(source, 0);
    for (int i = 0;
        codec == null && box != null && box.end() <= source.size() && i < MAX_BOXES;
        i++) {
      if (box.name().equals("moof")) {
        for (RunWalk walk : fragments.read(box.body(source, MAX_BYTES), box.position(), 0)) {
          codec =
              codec == null && walk.track().fileId() == track.fileId()
                  ? find(source, track, walk)
                  : codec;
        }
      }
      box = FileBox.at(source, box.end());
    }
    if (codec == null) {
      return track.awaitsSamples() ? null : track;
    }
    return track.withCodec(codec);
  }

  private static @Nullable Codec find(ByteSource source, MovieTrack track, SampleWalk walk)
      throws IOException {
    for (int i = 0; i < MAX_SAMPLES && walk.next(); i++) {
      boolean inside =
          walk.position() >= 0
              && walk.bytes() <= MAX_BYTES
              && walk.position() <= source.size() - walk.bytes();
      Codec codec = inside ? codec(track, read(source, walk)) : null;
      if (codec != null) {
        return codec;
      }
    }
    return null;
  }

  private static @Nullable Codec codec(MovieTrack track, ByteBuf stored) {
    if (track.nalLengthBytes() == 0) {
      return SampleEntry.toldBy(stored, track.track().codec());
    }
    ByteBuf normal = Unpooled.buffer();
    NalUnits.normalizeLengths(stored, track.nalLengthBytes(), normal);
    return new AccessUnit(track.track().codec() instanceof Codec.Hevc).withSetsOf(normal, null);
  }

  private static ByteBuf read(ByteSource source, SampleWalk walk) throws IOException {
    ByteBuf stored = Unpooled.buffer((int) walk.bytes());
    source.read(walk.position(), stored, (int) walk.bytes());
    return stored;
  }
}
