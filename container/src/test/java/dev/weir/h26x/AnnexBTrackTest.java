package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is kept of an access unit is the same, whether its start codes leave room for lengths or
/// not.
class AnnexBTrackTest {
  // x264: frame_num has 4 bits, pic_order_cnt_lsb 6.
  private static final String SETS =
      "00000001 6764000cacd941419f9f016a020202800000030080000019078a14cb 00000001 68ebe3cb22c0";
  private static final String DELIMITER = "00000001 09f0";
  private static final String SEI = "06 0501aa80";
  private static final String SLICE = "65 888400aabbccdd";
  private static final String SECOND =
      "65 422100eeff"; // of the same picture, from its second macroblock on

  @ParameterizedTest
  @CsvSource({
    // In place.
    "00000001 SLICE, 00000008 SLICE",
    "000001 SLICE, 00000008 SLICE",
    "00000001 SEI 00000001 SLICE, 00000005 SEI 00000008 SLICE",
    "00000001 SLICE 00000001 SECOND 0000, 00000008 SLICE 00000006 SECOND",
    // Copied.
    "000001 SEI 000001 SLICE 000001 SECOND, 00000005 SEI 00000008 SLICE 00000006 SECOND",
    "00000001 SLICE 0000000001 SECOND, 00000008 SLICE 00000006 SECOND"
  })
  void keepsTheSameWithAndWithoutRoom(String units, String expected) {
    List<String> found = new ArrayList<>();
    try (AnnexBTrack track = new AnnexBTrack(false);
        AccessUnitSplitter splitter =
            AccessUnitSplitter.avc(
                4096,
                (unit, codes, _) -> {
                  assertThat(track.read(unit, codes)).isTrue();
                  assertThat(track.isKeyframe()).isTrue();
                  found.add(Octets.copyOf(track.payload()).toString());
                })) {
      // The first has no bytes before it, the second has.
      ByteBuf in = Unpooled.buffer();
      for (int i = 0; i < 2; i++) {
        Octets.ofHex(named(DELIMITER + SETS + units)).writeTo(in);
      }
      splitter.read(in);
      splitter.flush();
    }
    String kept = Octets.ofHex(named(expected)).toString();
    assertThat(found).containsExactly(kept, kept);
  }

  private static String named(String units) {
    return units.replace("SLICE", SLICE).replace("SECOND", SECOND).replace("SEI", SEI);
  }
}
