package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFile;
import dev.weir.media.Octets;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JoinedFileTest {
  private static final long LENGTH_MICROS = 8_000_000; // of a sample file

  private static MediaFile open(SampleMedia media, MediaFormat format) throws IOException {
    return format.open(LocalFile.open(media.file()));
  }

  /// A sample that a cursor gave.
  private record Given(int trackId, long dtsMicros, Octets payload) {}

  private static List<Given> read(MediaFile file, int from, int count) throws IOException {
    List<Given> all = new ArrayList<>();
    try (MediaFile.Cursor cursor = file.open(from)) {
      TrackSink sink =
          TrackSink.ofSamples(sample ->
              all.add(
                  new Given(
                      sample.trackId(), sample.dtsMicros(), Octets.copyOf(sample.payload()))));
      while (all.size() < count && cursor.read(sink)) {
        // Collected.
      }
    }
    return all;
  }

  /// Once with picture and sound, behind it the picture alone, and all along other sound.
  private static MediaFile joined() throws IOException {
    MediaFile once = open(SampleMedia.H264_AAC, MediaFormat.FLV);
    MediaFile again = open(SampleMedia.H264_AAC, MediaFormat.FLV);
    MediaFile sound = open(SampleMedia.MP3_ONLY, MediaFormat.MP3);
    int picture = once.tracks().stream().filter(Track::isVideo).findFirst().orElseThrow().id();
    int voice = once.tracks().stream().filter(Track::isAudio).findFirst().orElseThrow().id();
    List<Track> tracks = new ArrayList<>(once.tracks());
    tracks.add(new Track(33, sound.tracks().getFirst().codec(), "deu", null));
    return new JoinedFile(
        tracks,
        List.of(
            new JoinedFile.Part(once, 0, Map.of(picture, picture, voice, voice)),
            new JoinedFile.Part(again, LENGTH_MICROS, Map.of(picture, picture)),
            new JoinedFile.Part(sound, 0, Map.of(sound.tracks().getFirst().id(), 33))));
  }

  @Test
  void everySampleComesWhereItIsDecoded() throws IOException {
    try (MediaFile file = joined()) {
      SampleIndex index = file.index();
      List<Given> all = read(file, 0, Integer.MAX_VALUE);
      assertThat(all).hasSize(index.count());
      assertThat(all).extracting(Given::dtsMicros).isSorted();
      for (int i = 0; i < index.count(); i++) {
        assertThat(all.get(i).trackId()).isEqualTo(index.trackId(i));
        assertThat(all.get(i).dtsMicros()).isEqualTo(index.dtsMicros(i));
        assertThat(all.get(i).payload().length()).isEqualTo(index.bytes(i));
      }
      assertThat(all).filteredOn(given -> given.trackId() == 33).hasSizeGreaterThan(300);
      List<Given> pictures = all.stream().filter(given -> given.trackId() == 1).toList();
      assertThat(pictures.subList(SampleMedia.PICTURES, 2 * SampleMedia.PICTURES))
          .extracting(Given::payload)
          .isEqualTo(
              pictures.subList(0, SampleMedia.PICTURES).stream().map(Given::payload).toList());
    }
  }

  @Test
  void readsTheSameFromAnyPlaceOn() throws IOException {
    try (MediaFile file = joined()) {
      List<Given> all = read(file, 0, Integer.MAX_VALUE);
      for (int from = 1; from < all.size(); from += 97) {
        int count = Math.min(40, all.size() - from);
        assertThat(read(file, from, count)).isEqualTo(all.subList(from, from + count));
      }
    }
  }
}
