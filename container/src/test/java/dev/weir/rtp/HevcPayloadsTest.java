package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.UnsupportedMediaException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HevcPayloadsTest {
  private static final RtpCaptures.Capture CAPTURE =
      RtpCaptures.all().stream()
          .filter(capture -> capture.name().equals("ffmpeg-h265"))
          .findFirst()
          .orElseThrow();
  private static final Codec.Hevc CODEC =
      (Codec.Hevc)
          RtpCaptures.receive(CAPTURE.format(), RtpCaptures.packets(CAPTURE.name()))
              .codecs
              .getFirst();

  private final Payloads payloads = new Payloads(PayloadFormat.of(CODEC, 96), CODEC);
  private final Payloads numbered =
      new Payloads(
          new PayloadFormat(
              96,
              "H265",
              90_000,
              1,
              FormatParameters.parse(
                  PayloadFormat.of(CODEC, 96).parameters().text() + ";sprop-max-don-diff=1")),
          CODEC);

  @Test
  void keyframesHaveTheParameterSetsBeforeThem() {
    List<String> packets = payloads.write(true, 1000, "00000003 2601af");
    assertThat(packets).hasSize(2);
    assertThat(packets.getFirst()).startsWith("6001").contains(CODEC.vps().getFirst().toHex());
    assertThat(packets.getLast()).isEqualTo("*2601af");
  }

  @Test
  void smallUnitsShareAPacketWithTheLowestLayer() {
    assertThat(payloads.write(false, 1000, "00000003 4e0a01 00000003 0203d0"))
        .containsExactly("*600200034e0a0100030203d0");
  }

  @Test
  void largeUnitsAreCutEvenly() {
    assertThat(payloads.write(false, 64, "00000066 0201" + "ab".repeat(100)))
        .containsExactly("620181" + "ab".repeat(50), "*620141" + "ab".repeat(50));
  }

  @Test
  void readsAggregationAndFragments() {
    assertThat(
            payloads.read("6001 0003 4e0101 0003 2601af", "|", "620193af", "620113aa", "*620153bb"))
        .containsExactly("000000034e0101000000032601af", "000000052601afaabb");
  }

  @Test
  void passesOverDecodingOrderNumbers() {
    assertThat(numbered.read("*2601 0007 af")).containsExactly("000000032601af");
    assertThat(numbered.read("*6001 0007 0003 4e0101 00 0003 2601af"))
        .containsExactly("000000034e0101000000032601af");
    assertThat(numbered.read("620193 0007 af", "*620153aa")).containsExactly("000000042601afaa");
  }

  @Test
  void emptyAggregationHasNoUnits() {
    assertThat(payloads.read("6001", "*2601af")).containsExactly("000000032601af");
  }

  @Test
  void aSecondStartEndsTheFirstUnit() {
    assertThat(payloads.read("620193af", "620193af", "*620153aa"))
        .containsExactly("000000032601af" + "000000042601afaa");
  }

  @Test
  void resumesAtARandomAccessPicture() {
    assertThat(payloads.read("*2601af", "|", "lost", "*0201d0", "|", "*0201d0", "|", "*2a01af"))
        .containsExactly("000000032601af", "000000032a01af");
  }

  @Test
  void refusesUnitsThatDoNotFit() {
    for (String payload : List.of("26", "6001ff", "6001ffff26", "6201", "620113aa")) {
      assertThatThrownBy(() -> payloads.read("2601af", payload))
          .as(payload)
          .isInstanceOf(MalformedMediaException.class);
    }
    assertThatThrownBy(() -> payloads.read("2601af", "640101"))
        .isInstanceOf(UnsupportedMediaException.class);
  }
}
