package dev.weir.http.segmented.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.http.TestStreams;
import dev.weir.http.segmented.Gop;
import dev.weir.http.segmented.TestSegments;
import dev.weir.http.segmented.cmaf.Renditions;
import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import dev.weir.opus.OpusHead;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CmafMultivariantTest {
  private static Codec.Video hevc(int transfer) {
    Picture picture = new Picture(1920, 1080, 25, new Colour(9, transfer, 9, false, 10, 1));
    return new Codec.Hevc(
        Octets.EMPTY, List.of(), List.of(), List.of(), picture, "hvc1.2.4.L123.B0");
  }

  private static String playlist(Codec.Video codec) {
    Renditions renditions =
        new Renditions(
            List.of(Track.of(Gop.VIDEO, codec)), List.of(TestStreams.SOUND), List.of(), List.of());
    return playlist(renditions);
  }

  private static String playlist(Renditions renditions) {
    StringBuilder text = new StringBuilder();
    new CmafMultivariant(renditions, List.of(TestSegments.segment(0, false, 7)), text).write();
    return text.toString();
  }

  @Test
  void namesDolbyVisionBesideWhatEverybodyCanPlay() {
    String playlist = playlist(new DolbyVision(DolbyVision.HEVC, 4, 4).of(hevc(18)));
    assertThat(playlist)
        .contains(
            "CODECS=\"hvc1.2.4.L123.B0,mp4a.40.2\",SUPPLEMENTAL-CODECS=\"dvh1.08.04/db4h\","
                + "RESOLUTION=1920x1080,VIDEO-RANGE=HLG,")
        .contains(
            "CODECS=\"hvc1.2.4.L123.B0\",SUPPLEMENTAL-CODECS=\"dvh1.08.04/db4h\","
                + "RESOLUTION=1920x1080,VIDEO-RANGE=HLG,URI=");
  }

  @Test
  void dolbyVisionAloneIsTheCodec() {
    String playlist = playlist(new DolbyVision(DolbyVision.HEVC_ALONE, 6, 0).of(hevc(16)));
    assertThat(playlist)
        .contains("CODECS=\"dvh1.05.06,mp4a.40.2\",RESOLUTION=1920x1080,VIDEO-RANGE=PQ,")
        .doesNotContain("SUPPLEMENTAL");
  }

  @Test
  void theUsualRangeNeedsNoWord() {
    assertThat(playlist(hevc(1))).doesNotContain("VIDEO-RANGE").doesNotContain("SUPPLEMENTAL");
  }

  static List<Arguments> others() {
    return List.of(
        arguments(OpusHead.of(2), "opus"),
        arguments(new Codec.Flac(Octets.EMPTY, 48_000, 2), "flac"),
        arguments(new Codec.Ac3(false, Octets.EMPTY, 48_000, 6), "ac-3"),
        arguments(new Codec.Ac3(true, Octets.EMPTY, 48_000, 6), "ec-3"),
        arguments(new Codec.Mp3(3, 48_000, 2), "mp4a.40.34"));
  }

  /// Each in a group of its own beside AAC, so that players need not have all of them.
  @ParameterizedTest
  @MethodSource("others")
  void soundOfEachCodecIsAVariantOfItsOwn(Codec.Audio sound, String codecs) {
    Codec.Av1 pictures = new Codec.Av1(Octets.EMPTY, Picture.ofSize(1920, 1080), "av01.0.08M.08");
    Renditions renditions =
        new Renditions(
            List.of(Track.of(Gop.VIDEO, pictures)),
            List.of(TestStreams.SOUND, Track.of(7, sound)),
            List.of(),
            List.of());
    assertThat(playlist(renditions))
        .contains("CODECS=\"av01.0.08M.08,mp4a.40.2\"", "CODECS=\"av01.0.08M.08," + codecs + '"');
  }
}
