package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexSearchTest {
  private static final Track SOUND = Track.of(1, new Codec.G711(true, 8_000, 1));
  private static final Track PICTURES = Track.of(2, new Codec.Vp8(Picture.UNKNOWN));

  /// Ten pictures of 100 each, keyframes at 0, 400 and 800; before each two samples of sound.
  private static SampleIndex index() {
    SampleIndex.Builder samples = new SampleIndex.Builder(100);
    for (int i = 0; i < 10; i++) {
      samples.add(0, 100L * i - 50, 0, 1, 1, true);
      samples.add(0, 100L * i, 0, 1, 1, true);
      samples.add(0, 100L * i, 20, 1, 2, i % 4 == 0);
    }
    return samples.build();
  }

  @Test
  void findsTheKeyframeThatIsShownAtOrBefore() {
    List<Track> tracks = List.of(SOUND, PICTURES);
    assertThat(IndexSearch.keyframeAtOrBefore(tracks, index(), 0)).isEqualTo(0);
    assertThat(IndexSearch.keyframeAtOrBefore(tracks, index(), 20)).isEqualTo(2);
    assertThat(IndexSearch.keyframeAtOrBefore(tracks, index(), 419)).isEqualTo(2);
    assertThat(IndexSearch.keyframeAtOrBefore(tracks, index(), 420)).isEqualTo(14);
    assertThat(IndexSearch.keyframeAtOrBefore(tracks, index(), 799)).isEqualTo(14);
    assertThat(IndexSearch.keyframeAtOrBefore(tracks, index(), 1L << 60)).isEqualTo(26);
  }

  @Test
  void goesByTheSoundIfThereAreNoPictures() {
    assertThat(IndexSearch.keyframeAtOrBefore(List.of(SOUND), index(), 449)).isEqualTo(13);
    assertThat(IndexSearch.keyframeAtOrBefore(List.of(SOUND), index(), 450)).isEqualTo(15);
  }

  @Test
  void startsAtTheFirstSampleIfThereIsNothingBefore() {
    assertThat(IndexSearch.keyframeAtOrBefore(List.of(PICTURES), index(), -1)).isEqualTo(0);
    SampleIndex empty = new SampleIndex.Builder(1).build();
    assertThat(IndexSearch.keyframeAtOrBefore(List.of(), empty, 5)).isEqualTo(0);
  }
}
