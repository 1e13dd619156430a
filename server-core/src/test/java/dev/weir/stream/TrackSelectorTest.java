package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackSelectorTest {
  private static final List<SelectableTrack> VIDEO =
      List.of(
          video(0, 11, "VP8", 1920, 1080, 5_000_000, false),
          video(1, 12, "VP9", 1280, 720, 2_000_000, true),
          video(2, 13, "VP8", 640, 360, 500_000, false));

  private static final List<SelectableTrack> AUDIO =
      List.of(
          audio(3, 21, 2, "eng", 128_000),
          audio(4, 22, 6, "deu", 384_000),
          audio(5, 23, 1, null, 64_000));

  private static SelectableTrack video(
      int index, int id, String codec, int width, int height, long bits, boolean reordered) {
    Picture picture = Picture.ofSize(width, height);
    Codec made = codec.equals("VP8") ? new Codec.Vp8(picture) : new Codec.Vp9(0, 10, picture);
    return new SelectableTrack(index, Track.of(id, made), bits, reordered);
  }

  private static SelectableTrack audio(
      int index,
      int id,
      int channels,
      @org.jspecify.annotations.Nullable String language,
      long bits) {
    Codec codec = new Codec.Opus(Octets.EMPTY, channels, 0);
    return new SelectableTrack(index, new Track(id, codec, language, null), bits, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "all 11;12;13",
        "* 11;12;13",
        "none ''",
        "-1 ''",
        "1 12",
        "9 ''",
        "i13 13",
        "vp8 11;13",
        "VP8,|>1mbps 11",
        "!vp9 11;13",
        "all,!0 12;13",
        "i13,i11 13;11",
        "maxbps 11",
        "lowbps 13",
        "1900kbps 12",
        "<1mbps 13",
        ">1mbps 11;12",
        "max<3mbps 12",
        "max<1kbps 13",
        "highres 11",
        "worstres 13",
        "720p 12",
        "1280x720 12",
        "~600x400 13",
        "<1280x720 13",
        ">640x360 11;12",
        "bframes 12",
        "4k ''",
        "nonsense ''",
      })
  void choosesPictures(String selector, String ids) {
    assertThat(chosen(selector, VIDEO)).isEqualTo(ids);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "eng 21",
        "en 21",
        "DE 22",
        "mono 23",
        "stereo 21",
        "surround 22",
        "6ch 22",
        "opus 21;22;23",
        "eng,deu,!6ch 21",
      })
  void choosesSound(String selector, String ids) {
    assertThat(chosen(selector, AUDIO)).isEqualTo(ids);
  }

  @Test
  void readsNoMoreTermsThanItsLimit() {
    assertThat(chosen("x,".repeat(32) + "all", VIDEO)).isEmpty();
  }

  @Test
  void givesTheFirstOfEachKindWhereThereIsRoomForOne() {
    TrackChoice choice = TrackChoice.of(both(), Map.of(), TrackChoice.Room.ONE, _ -> true);
    assertThat(choice.ids()).containsExactlyInAnyOrder(11, 21);
  }

  @Test
  void leavesOutWhatTheFormatCannotCarry() {
    TrackChoice choice =
        TrackChoice.of(both(), Map.of(), TrackChoice.Room.ONE, codec -> codec instanceof Codec.Vp9);
    assertThat(choice.ids()).containsExactly(12);
  }

  @Test
  void readsAllTracksOnlyIfNobodyAskedForLess() {
    assertThat(TrackChoice.of(both(), Map.of(), TrackChoice.Room.MANY, _ -> true))
        .isEqualTo(TrackChoice.ALL);
    TrackChoice silent =
        TrackChoice.of(
            both(),
            Map.of(Codec.Kind.AUDIO, TrackSelector.parse("none")),
            TrackChoice.Room.MANY,
            _ -> true);
    assertThat(silent.ids()).containsExactlyInAnyOrder(11, 12, 13);
  }

  private static List<SelectableTrack> both() {
    return java.util.stream.Stream.concat(VIDEO.stream(), AUDIO.stream()).toList();
  }

  private static String chosen(String selector, List<SelectableTrack> tracks) {
    return String.join(
        ";",
        TrackSelector.parse(selector).choose(tracks).stream()
            .map(track -> Integer.toString(track.track().id()))
            .toList());
  }
}
