package dev.weir.theora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import org.junit.jupiter.api.Test;

class TheoraHeadersTest {
  // Version 3.2.1, 6 × 4 macroblocks, 90 × 60 displayed, 30000/1001 frames a second, shift 6.
  private static final Octets IDENTIFICATION =
      Octets.ofHex(
          "80 7468656f7261 030201 0006 0004 00005a 00003c 00 00 00007530 000003e9 000001 000001 00"
              + " 000000 00c0");
  private static final Octets COMMENT = Octets.ofHex("81 7468656f7261 00000000 00000000");
  private static final Octets SETUP = Octets.ofHex("82 7468656f7261 00");

  @Test
  void readsWhatTheIdentificationSays() {
    assertThat(TheoraHeaders.parse(IDENTIFICATION))
        .isEqualTo(new TheoraHeaders(TheoraHeaders.VERSION_3_2_1, 90, 60, 30_000, 1_001, 6));
    Codec.Theora codec = TheoraHeaders.codec(IDENTIFICATION, COMMENT, SETUP);
    assertThat(codec.picture().width()).isEqualTo(90);
    assertThat(codec.picture().framesPerSecond()).isBetween(29.96, 29.98);
  }

  @Test
  void refusesAFrameRateThatIsNone() {
    Octets zero = Octets.ofHex(IDENTIFICATION.toHex().replace("00007530", "00000000"));
    assertThatThrownBy(() -> TheoraHeaders.parse(zero))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("Theora identification: frame rate 0/1001");
  }

  @Test
  void refusesHeadersInAnotherOrder() {
    assertThatThrownBy(
            () -> TheoraHeaders.codec(IDENTIFICATION, /* comment= */ SETUP, /* setup= */ COMMENT))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesDamageOnlyWithAMediaException() {
    Mutations.onlyMediaExceptions(
        IDENTIFICATION, bytes -> TheoraHeaders.codec(bytes, COMMENT, SETUP));
  }
}
