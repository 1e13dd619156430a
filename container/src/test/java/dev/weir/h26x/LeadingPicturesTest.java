package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.matroska.MatroskaDemuxer;
import dev.weir.media.Codec;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MemoryFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadingPicturesTest {
  private static final Codec AVC =
      AvcConfiguration.of(List.of(AvcSpsTest.HIGH), List.of(Octets.ofHex("68ebe3cb22c0")));

  private final LeadingPictures leading = new LeadingPictures();

  /// What is left out of a stream of x265 from a keyframe on.
  @ParameterizedTest
  @CsvSource({
    "order-hevc, 16, 17 18 19 20", // RASL behind CRA
    "order-hevc, 0, ''", // in the middle of the stream nothing
    "order-radl, 17, ''" // RADL
  })
  void picturesThatReferToWhatCameBefore(String name, int from, String expected) {
    byte[] file = DemuxerFacts.load("rawvideo/" + name + ".mkv");
    MemoryFile pictures = MemoryFile.of(file, MatroskaDemuxer::new);
    Codec codec = pictures.tracks().getFirst().codec();
    leading.start();
    List<String> useless = new ArrayList<>();
    for (int i = from; i < pictures.samples().size(); i++) {
      if (leading.isUseless(codec, pictures.samples().get(i))) {
        useless.add(Integer.toString(i));
      }
    }
    assertThat(String.join(" ", useless)).isEqualTo(expected);
  }

  private boolean useless(boolean keyframe, int pts) {
    ByteBuf nothing = Unpooled.EMPTY_BUFFER;
    return leading.isUseless(AVC, new Sample(1, 0, pts, keyframe, nothing));
  }

  @Test
  void ofH264ThoseThatAreShownBeforeTheKeyframe() {
    assertThat(useless(false, 5)).as("nothing was said").isFalse();
    leading.start();
    assertThat(useless(false, 6)).as("before the keyframe").isFalse();
    assertThat(useless(true, 10)).isFalse();
    assertThat(useless(false, 8)).isTrue();
    assertThat(useless(false, 9)).isTrue();
    assertThat(useless(false, 13)).isFalse();
    assertThat(useless(false, 9)).as("behind one that follows").isFalse();
    assertThat(useless(true, 20)).isFalse();
    assertThat(useless(false, 18)).as("before it there were pictures").isFalse();
  }

  /// FFmpeg closes the first group of pictures of MPEG-2 only, the pictures of the next ones lead.
  @Test
  void ofMpeg2ThoseOfOpenGroups() {
    MemoryFile file =
        MemoryFile.of(DemuxerFacts.load("matroska/mpeg2-mp2.mkv"), MatroskaDemuxer::new);
    Codec codec = file.tracks().getFirst().codec();
    List<ByteBuf> keyframes =
        file.samplesOf(file.tracks().getFirst().id(), 1).stream()
            .filter(Sample::keyframe)
            .map(Sample::payload)
            .toList();
    List<Boolean> found = new ArrayList<>();
    for (ByteBuf keyframe : keyframes) {
      leading.start();
      assertThat(leading.isUseless(codec, true, 10, keyframe)).isFalse();
      found.add(leading.isUseless(codec, false, 9, Unpooled.EMPTY_BUFFER));
    }
    assertThat(found).startsWith(false, true);
  }

  @Test
  void aClockThatGoesBackCostsNoMoreThanAGroup() {
    leading.start();
    assertThat(useless(true, 1_000_000)).isFalse();
    assertThat(useless(false, 10)).isTrue();
    assertThat(useless(true, 20)).isFalse();
    assertThat(useless(false, 15)).isFalse();
  }
}
