package dev.weir.av1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Av1ConfigurationTest {
  private static final Octets LIBAOM = Octets.ofHex("81000c00 0a0b000000043cfeccdaf90040");
  private static final Octets LIBAOM_444 = Octets.ofHex("81200000 0a0a200000043cf6c4daf902");
  private static final Octets SVT_HDR = Octets.ofHex("81004c00 0a0e000000043cfecc02f85091009040");

  @Test
  void readsARecord() {
    Codec.Av1 codec = Av1Configuration.parse(LIBAOM);
    assertThat(codec.codecString()).isEqualTo("av01.0.00M.08");
    assertThat(codec.picture().width()).isEqualTo(320);
    assertThat(codec.picture().height()).isEqualTo(180);
    assertThat(codec.configuration()).isEqualTo(LIBAOM);
  }

  /// With a record that came from Matroska, and with what comes from MP4 into its `codec_data`.
  @ParameterizedTest
  @ValueSource(strings = {"00000000", "0000000000", "0000000013"})
  void readsTheBoxOfADraftThatGstreamerWrites(String before) {
    Codec.Av1 codec = Av1Configuration.parse(LIBAOM);
    assertThat(Av1Configuration.parse(Octets.ofHex(before + LIBAOM.toHex()))).isEqualTo(codec);
    if (before.length() > 8) {
      String obus = LIBAOM.slice(4, LIBAOM.length()).toHex();
      assertThat(Av1Configuration.parse(Octets.ofHex(before + obus))).isEqualTo(codec);
      assertThatThrownBy(() -> Av1Configuration.parse(Octets.ofHex(before + "12000a")))
          .isInstanceOf(MalformedMediaException.class);
    }
  }

  @Test
  void namesColoursThatAreNotTheDefault() {
    Codec.Av1 hdr = Av1Configuration.parse(SVT_HDR);
    assertThat(hdr.picture().colour()).isEqualTo(new Colour(9, 16, 9, false, 10, 1));
    assertThat(hdr.codecString()).isEqualTo("av01.0.00M.10.0.110.09.16.09.0");
    Codec.Av1 full = Av1Configuration.parse(LIBAOM_444);
    assertThat(full.picture().colour().chroma()).isEqualTo(3);
    assertThat(full.picture().width()).isEqualTo(318);
    assertThat(full.codecString()).isEqualTo("av01.1.00M.08.0.000.02.02.02.0");
  }

  @Test
  void writesTheShortCodecStringOfTheSpecification() {
    Picture picture = new Picture(1280, 720, 30, new Colour(1, 1, 1, false, 8, 1));
    SequenceHeader header = new SequenceHeader(0, 4, false, false, true, true, 0, picture);
    assertThat(header.codecString()).isEqualTo("av01.0.04M.08");
  }

  @Test
  void writesTheSameRecordFromASequenceHeader() {
    assertThat(Av1Configuration.ofSequenceHeader(LIBAOM.slice(4, LIBAOM.length())).configuration())
        .isEqualTo(LIBAOM);
    assertThat(
            Av1Configuration.ofSequenceHeader(Octets.ofHex("08 000000043cfeccdaf90040"))
                .configuration())
        .as("without a size field")
        .isEqualTo(LIBAOM);
    assertThat(
            Av1Configuration.ofSequenceHeader(SVT_HDR.slice(4, SVT_HDR.length())).configuration())
        .isEqualTo(SVT_HDR);
  }

  @Test
  void makesDoWithTheRecordAlone() {
    Codec.Av1 codec = Av1Configuration.parse(Octets.ofHex("81044c00"));
    assertThat(codec.codecString()).isEqualTo("av01.0.04M.10");
    assertThat(codec.picture().width()).isZero();
  }

  @Test
  void refusesOtherVersionsAndUnits() {
    assertThatThrownBy(() -> Av1Configuration.parse(Octets.ofHex("01000c00")))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> Av1Configuration.parse(Octets.EMPTY))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> Av1Configuration.ofSequenceHeader(Octets.ofHex("1200")))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(LIBAOM, Av1Configuration::parse);
    Mutations.onlyMediaExceptions(SVT_HDR, Av1Configuration::parse);
    Mutations.onlyMediaExceptions(LIBAOM_444, Av1Configuration::parse);
  }
}
