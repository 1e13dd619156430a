package dev.weir.http.segmented.hls;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.Test;

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
    return new CmafMultivariant(renditions, List.of(TestSegments.segment(0, false, 7))).text();
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
}
