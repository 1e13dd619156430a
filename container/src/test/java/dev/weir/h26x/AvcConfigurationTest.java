package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvcConfigurationTest {
  private static final Octets PPS = Octets.ofHex("68ebe3cb22c0");
  private static final Octets RECORD =
      Octets.ofHex(
          "0164000cffe1001c6764000cacd941419f9f016a020202800000030080000019078a14cb01000668ebe3cb22c0fdf8f800");

  @Test
  void readsARecord() {
    Codec.Avc codec = AvcConfiguration.parse(RECORD);
    assertThat(codec.configuration()).isEqualTo(RECORD);
    assertThat(codec.sps()).containsExactly(AvcSpsTest.HIGH);
    assertThat(codec.pps()).containsExactly(PPS);
    assertThat(codec.codecString()).isEqualTo("avc1.64000c");
    assertThat(codec.picture().width()).isEqualTo(320);
  }

  @Test
  void writesTheSameRecordFromParameterSets() {
    assertThat(AvcConfiguration.of(List.of(AvcSpsTest.HIGH), List.of(PPS)).configuration())
        .isEqualTo(RECORD);
  }

  @Test
  void turnsShorterLengthsIntoFour() {
    byte[] bytes = RECORD.toByteArray();
    bytes[4] = (byte) 0xFD;
    Octets twoByteLengths = Octets.of(bytes);
    assertThat(AvcConfiguration.lengthBytes(twoByteLengths)).isEqualTo(2);
    assertThat(AvcConfiguration.parse(twoByteLengths).configuration()).isEqualTo(RECORD);
  }

  @Test
  void refusesARecordWithoutSps() {
    assertThatThrownBy(() -> AvcConfiguration.parse(Octets.ofHex("0164000cffe000")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("no sequence parameter set");
    assertThatThrownBy(() -> AvcConfiguration.parse(Octets.EMPTY))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(RECORD, AvcConfiguration::parse);
  }
}
