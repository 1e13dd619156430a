package dev.weir.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import org.junit.jupiter.api.Test;

class BitReaderTest {
  @Test
  void readsFieldsMostSignificantBitFirst() {
    BitReader in = new BitReader(Octets.ofHex("A5 F0 01 02 03 04 05"), "test");
    assertThat(in.flag()).isTrue();
    assertThat(in.bits(3)).isEqualTo(2);
    assertThat(in.bits(8)).isEqualTo(0x5F);
    in.align();
    assertThat(in.longBits(40)).isEqualTo(0x0102030405L);
    assertThat(in.remainingBits()).isZero();
  }

  @Test
  void readsExpGolombCodes() {
    // 1, 010, 011, 00100, 00101, then the longest code of 32 bits' value.
    BitReader in = new BitReader(Octets.ofHex("A6 42 98"), "test");
    assertThat(in.unsignedExpGolomb()).isEqualTo(0);
    assertThat(in.unsignedExpGolomb()).isEqualTo(1);
    assertThat(in.unsignedExpGolomb()).isEqualTo(2);
    assertThat(in.unsignedExpGolomb()).isEqualTo(3);
    assertThat(in.signedExpGolomb()).isEqualTo(-2);
  }

  @Test
  void refusesToReadPastTheEnd() {
    BitReader in = new BitReader(Octets.ofHex("00"), "SPS");
    assertThatThrownBy(() -> in.bits(9))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("SPS at bit 0: wants 9 bits, has 8");
    assertThatThrownBy(in::unsignedExpGolomb).isInstanceOf(MalformedMediaException.class);
  }
}
