package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.h26x.AvcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvcPayloadsTest {
  private static final String SPS = "6764000cacd941419f9f016a020202800000030080000019078a14cb";
  private static final String PPS = "68ebe3cb22c0";
  private static final Codec.Avc CODEC =
      AvcConfiguration.of(List.of(Octets.ofHex(SPS)), List.of(Octets.ofHex(PPS)));
  private static final PayloadFormat MODE_0 =
      new PayloadFormat(96, "H264", 90_000, 1, FormatParameters.of("packetization-mode", "0"));

  private final Payloads payloads = new Payloads(PayloadFormat.of(CODEC, 96), CODEC);

  @Test
  void keyframesHaveTheParameterSetsBeforeThem() {
    assertThat(payloads.write(true, 1000, "00000003 6588aa"))
        .containsExactly("78001c" + SPS + "0006" + PPS, "*6588aa");
  }

  @Test
  void smallUnitsShareAPacketWithTheHighestNri() {
    assertThat(payloads.write(false, 1000, "00000002 0601 00000003 419a01"))
        .containsExactly("*58000206010003419a01");
  }

  @Test
  void largeUnitsAreCutEvenly() {
    // 150 bytes after the header: three pieces of 50 in payloads of 64 at most.
    List<String> fragments = payloads.write(false, 64, "00000097 41" + "ab".repeat(150));
    assertThat(fragments)
        .containsExactly(
            "5c81" + "ab".repeat(50), "5c01" + "ab".repeat(50), "*5c41" + "ab".repeat(50));
  }

  @Test
  void modeZeroHasSingleUnitsAlone() {
    Payloads mode0 = new Payloads(MODE_0, CODEC);
    assertThat(mode0.write(true, 1000, "00000003 6588aa")).containsExactly(SPS, PPS, "*6588aa");
    assertThatThrownBy(() -> mode0.write(false, 64, "00000097 41" + "ab".repeat(150)))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void readsUnitsThatCameInPieces() {
    assertThat(payloads.read("7c85aa", "7c05bb", "*7c45cc")).containsExactly("0000000465aabbcc");
  }

  @Test
  void leavesOutDelimitersAndFiller() {
    assertThat(payloads.read("0910", "0cff", "*6588aa")).containsExactly("000000036588aa");
  }

  @Test
  void endsAFrameAtTheNextTimestampIfTheMarkerIsMissing() {
    assertThat(payloads.read("6588aa", "|", "*419a01"))
        .containsExactly("000000036588aa", "00000003419a01");
  }

  @Test
  void doesNotEndAFrameAtTheMarkerOfAParameterSet() {
    assertThat(payloads.read("*" + SPS, "*" + PPS, "*6588aa")).containsExactly("000000036588aa");
  }

  @Test
  void announcesParameterSetsThatChange() {
    String other = "6764001facd9405005bb016a02020280000003008000001e078c18cb";
    payloads.read("*6588aa", "|", other, PPS, "*6588aa");
    assertThat(payloads.codecs()).hasSize(2);
    assertThat(((Codec.Avc) payloads.codecs().getLast()).level()).isEqualTo(31);
  }

  @Test
  void treatsARecoveryPointAsAnEntry() {
    assertThat(payloads.read("060601c480", "*419a01")).hasSize(1);
    assertThat(payloads.keyframes()).containsExactly(true);
  }

  @Test
  void resumesAtTheNextKeyframeAfterALoss() {
    assertThat(payloads.read("*6588aa", "lost", "|", "*419a01", "|", "*419a02", "|", "*6588bb"))
        .containsExactly("000000036588aa", "000000036588bb");
  }

  @Test
  void dropsAKeyframeThatLacksItsStart() {
    assertThat(payloads.read("lost", "*6508aa", "|", "*6588bb")).containsExactly("000000036588bb");
  }

  @Test
  void emptyAggregationHasNoUnits() {
    assertThat(payloads.read("78", "780000", "*6588aa")).containsExactly("000000036588aa");
  }

  @Test
  void aSecondStartEndsTheFirstUnit() {
    assertThat(payloads.read("7c8588", "7c8588", "*7c45aa"))
        .containsExactly("000000026588" + "000000036588aa");
  }

  @Test
  void refusesTheInterleavedMode() {
    for (String type : List.of("19", "1a", "1b", "1d")) {
      assertThatThrownBy(() -> payloads.read("6588aa", type + "0000000102"))
          .isInstanceOf(UnsupportedMediaException.class)
          .hasMessageContaining("interleaved");
    }
  }

  @Test
  void refusesUnitsThatDoNotFit() {
    assertThatThrownBy(() -> payloads.read("6588aa", "7800ff65"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("STAP-A: unit of 255 bytes, has 1");
    assertThatThrownBy(() -> payloads.read("6588aa", "7c"))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> payloads.read("6588aa", "7c45aa"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("no start");
  }
}
