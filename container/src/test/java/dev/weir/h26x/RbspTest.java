package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Octets;
import org.junit.jupiter.api.Test;

class RbspTest {
  @Test
  void dropsTheThreeAfterTwoZeros() {
    assertThat(rbsp("67 000003 01 000003 000003 02 03")).isEqualTo("0000010000" + "0000" + "0203");
  }

  @Test
  void keepsOtherThrees() {
    assertThat(rbsp("67 03 0003 000103")).isEqualTo("030003000103");
  }

  @Test
  void dropsATrailingOne() {
    assertThat(rbsp("67 01 000003")).isEqualTo("010000");
    assertThat(rbsp("")).isEmpty();
  }

  private static String rbsp(String nal) {
    return Octets.of(Rbsp.of(Octets.ofHex(nal), 1)).toHex();
  }
}
