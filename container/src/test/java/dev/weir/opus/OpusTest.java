package dev.weir.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpusTest {
  private static final Octets MONO = Octets.ofHex("4f707573486561640101380180bb0000000000");
  private static final Octets SURROUND =
      Octets.ofHex("4f707573486561640106380180bb000000000104020004010203 05");

  @Test
  void readsHeads() {
    Codec.Opus mono = OpusHead.parse(MONO);
    assertThat(mono.channels()).isEqualTo(1);
    assertThat(mono.preSkip()).isEqualTo(312);
    assertThat(OpusHead.parse(SURROUND).channels()).isEqualTo(6);
  }

  @Test
  void makesTheHeadsThatLibopusMakes() {
    assertThat(OpusHead.of(1).head()).isEqualTo(MONO);
    assertThat(OpusHead.of(6).head()).isEqualTo(SURROUND);
    for (int channels = 1; channels <= 8; channels++) {
      assertThat(OpusHead.of(channels).channels()).isEqualTo(channels);
    }
    assertThatThrownBy(() -> OpusHead.of(9)).isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4f70757348656164",
        "4f707573486561640100380180bb0000000000",
        "4f707573486561641101380180bb0000000000",
        "4f707573486561640103380180bb0000000000",
        "4f707573486561640106380180bb000000000104020004",
        "4f707573486561640102380180bb00000000010102 0001",
        "4f707573486561640102380180bb00000000010101 0002",
      })
  void refusesHeads(String hex) {
    assertThatThrownBy(() -> OpusHead.parse(Octets.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "fc,   20000", // CELT 20 ms
    "e0,    2500", // CELT 2.5 ms
    "08,   20000", // SILK 20 ms
    "18,   60000", // SILK 60 ms
    "70,   10000", // hybrid 10 ms
    "fd,   40000", // two frames
    "fb06,120000", // six frames
  })
  void measuresPackets(String hex, int micros) {
    assertThat(durationMicros(Octets.ofHex(hex))).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ff", "ff00", "fb07", "ff3f"})
  void refusesPackets(String hex) {
    assertThatThrownBy(() -> durationMicros(Octets.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(SURROUND, OpusHead::parse);
    Mutations.onlyMediaExceptions(Octets.ofHex("fb06aa"), OpusTest::durationMicros);
  }

  private static int durationMicros(Octets packet) {
    return OpusPacket.durationMicros(Unpooled.wrappedBuffer(packet.toByteArray()));
  }
}
