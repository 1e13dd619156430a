package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HevcConfigurationTest {
  // x265, Main, 320x180 at 25 frames per second.
  private static final Octets VPS =
      Octets.ofHex("40010c01ffff01600000030090000003000003003c959809");
  private static final Octets SPS =
      Octets.ofHex(
          "42010101600000030090000003000003003ca00a080b9f796566924caf016808000003000800000300c840");
  private static final Octets PPS = Octets.ofHex("4401c172b46240");
  private static final String HEADER = "0101600000009000000000003cf000fcfdf8f800000f";

  // x265, Main 10, 1920x1080 at 60, scaling lists, BT.2020 with PQ.
  private static final Octets SPS_HDR =
      Octets.ofHex(
          "42010102200000030090000003000003007ba003c0801107cad965654a4e1780b509100904000003000400000300f020");

  // x265, range extensions, 4:2:2 at 10 bits, five temporal pictures in a row.
  private static final Octets SPS_422 =
      Octets.ofHex(
          "4201010408000003009d0800000300007bb003c0801107c4b65959929385e02d010000030001000003003c08");

  @Test
  void readsARecord() {
    Octets record = record();
    Codec.Hevc codec = HevcConfiguration.parse(record);
    assertThat(codec.codecString()).isEqualTo("hvc1.1.6.L60.90");
    assertThat(codec.vps()).containsExactly(VPS);
    assertThat(codec.sps()).containsExactly(SPS);
    assertThat(codec.pps()).containsExactly(PPS);
    assertThat(codec.picture().width()).isEqualTo(320);
    assertThat(codec.picture().height()).isEqualTo(180);
    assertThat(codec.picture().framesPerSecond()).isEqualTo(25);
    assertThat(codec.configuration()).isEqualTo(record);
  }

  @Test
  void writesTheSameRecordFromParameterSets() {
    assertThat(HevcConfiguration.of(List.of(VPS), List.of(SPS), List.of(PPS)).configuration())
        .isEqualTo(record());
  }

  @Test
  void turnsShorterLengthsIntoFour() {
    byte[] bytes = record().toByteArray();
    bytes[21] = (byte) (bytes[21] & 0xFC);
    assertThat(HevcConfiguration.lengthBytes(Octets.of(bytes))).isEqualTo(1);
    assertThat(HevcConfiguration.parse(Octets.of(bytes)).configuration()).isEqualTo(record());
  }

  @Test
  void readsHighDynamicRange() {
    HevcSps sps = HevcSps.parse(SPS_HDR);
    assertThat(sps.picture().width()).isEqualTo(1920);
    assertThat(sps.picture().height()).isEqualTo(1080);
    assertThat(sps.picture().framesPerSecond()).isEqualTo(60);
    assertThat(sps.picture().colour()).isEqualTo(new Colour(9, 16, 9, false, 10, 1));
    assertThat(sps.profileTierLevel().codecSuffix()).isEqualTo("2.4.L123.90");
  }

  @Test
  void readsRangeExtensions() {
    HevcSps sps = HevcSps.parse(SPS_422);
    assertThat(sps.chroma()).isEqualTo(2);
    assertThat(sps.bitDepth()).isEqualTo(10);
    assertThat(sps.picture().width()).isEqualTo(1920);
    assertThat(sps.picture().height()).isEqualTo(1080);
    assertThat(sps.profileTierLevel().codecSuffix()).isEqualTo("4.10.L123.9D.8");
  }

  @Test
  void writesCodecStringsAsTheStandardHasThem() {
    assertThat(new HevcProfileTierLevel(0, false, 1, 0x60000000, 0xB00000000000L, 93).codecSuffix())
        .isEqualTo("1.6.L93.B0");
    assertThat(new HevcProfileTierLevel(1, true, 4, 0x08000000, 0x9C0008000000L, 150).codecSuffix())
        .isEqualTo("A4.10.H150.9C.0.8");
    assertThat(new HevcProfileTierLevel(0, false, 1, 0x60000000, 0, 93).codecSuffix())
        .isEqualTo("1.6.L93");
  }

  @Test
  void takesTheFrameRateFromTheVpsWhenTheSpsHasNone() {
    // vps_timing_info_present_flag with 30000/1001.
    Octets timed = Octets.ofHex("40010c01ffff01600000030090000003000003005d95c0c00000fa40001d4c14");
    assertThat(HevcVps.framesPerSecond(timed)).isEqualTo(30_000 / 1001.0);
    assertThat(HevcVps.framesPerSecond(VPS)).isZero();
  }

  @Test
  void refusesARecordWithoutSps() {
    assertThatThrownBy(() -> HevcConfiguration.parse(Octets.ofHex(HEADER + "00")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("no sequence parameter set");
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(record(), HevcConfiguration::parse);
    Mutations.onlyMediaExceptions(SPS_HDR, HevcSps::parse);
    Mutations.onlyMediaExceptions(SPS_422, HevcSps::parse);
    Mutations.onlyMediaExceptions(VPS, HevcVps::framesPerSecond);
  }

  private static Octets record() {
    return Octets.ofHex(HEADER + "03" + array("a0", VPS) + array("a1", SPS) + array("a2", PPS));
  }

  private static String array(String type, Octets unit) {
    return type + "0001" + String.format("%04x", unit.length()) + unit.toHex();
  }
}
