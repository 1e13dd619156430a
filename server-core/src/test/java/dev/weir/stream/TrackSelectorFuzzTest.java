package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any text selects some of the tracks that there are.
class TrackSelectorFuzzTest {
  private static final List<SelectableTrack> TRACKS =
      List.of(
          new SelectableTrack(
              0, Track.of(1, new Codec.Vp8(Picture.ofSize(1280, 720))), 2_000_000, false),
          new SelectableTrack(
              1, Track.of(2, new Codec.Vp8(Picture.ofSize(640, 360))), 500_000, true),
          new SelectableTrack(
              2, new Track(3, new Codec.Opus(Octets.EMPTY, 2, 0), "deu", null), 64_000, false));

  @FuzzTest
  void anyText(byte[] bytes) {
    TrackSelector selector = TrackSelector.parse(new String(bytes, StandardCharsets.UTF_8));
    assertThat(TRACKS).containsAll(selector.choose(TRACKS));
    assertThat(selector.choose(List.of())).isEmpty();
  }
}
