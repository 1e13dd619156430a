package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pictures with counts of 6 bits, of a stream that may decode two before one that is shown first.
class PictureOrderTest {
  private static final Codec.Avc CODEC =
      AvcConfiguration.of(List.of(AvcSpsTest.HIGH), List.of(Octets.ofHex("68ebe3cb22c0")));

  private final PictureOrder order = new PictureOrder(false);

  /// A slice of which only the header is there (7.3.3): pps 0, frame_num of 4 bits.
  private static ByteBuf picture(boolean idr, boolean reference, int lsb) {
    String bits =
        "1" // first_mb_in_slice 0
            + "0001000" // slice_type 7
            + "1" // pic_parameter_set_id 0
            + "0000" // frame_num
            + (idr ? "1" : "") // idr_pic_id 0
            + "%6s".formatted(Integer.toBinaryString(lsb)).replace(' ', '0')
            + "1".repeat(40);
    ByteBuf unit = Unpooled.buffer();
    unit.writeInt(7).writeByte(idr ? 0x65 : reference ? 0x41 : 0x01);
    for (int i = 0; i < 6; i++) {
      unit.writeByte(Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2));
    }
    return unit;
  }

  private List<Integer> shown(ByteBuf... pictures) {
    List<Integer> shown = new ArrayList<>();
    order.configure(CODEC);
    for (int i = 0; i < pictures.length; i++) {
      shown.add(i + order.delay(pictures[i], 0));
    }
    return shown;
  }

  @Test
  void bPicturesAreShownBeforeWhatTheyReferTo() {
    assertThat(
            shown(
                picture(true, true, 0),
                picture(false, true, 6),
                picture(false, false, 2),
                picture(false, false, 4),
                picture(false, true, 8),
                picture(true, true, 0),
                picture(false, true, 2)))
        .containsExactly(2, 5, 3, 4, 6, 7, 8);
  }

  @Test
  void countsWrap() {
    ByteBuf[] pictures = new ByteBuf[101];
    pictures[0] = picture(true, true, 0);
    for (int i = 0; i < 50; i++) {
      pictures[2 * i + 1] = picture(false, true, (4 * i + 4) % 64);
      pictures[2 * i + 2] = picture(false, false, (4 * i + 2) % 64);
    }
    List<Integer> shown = shown(pictures);
    for (int i = 0; i < 50; i++) {
      assertThat(shown.get(2 * i + 1)).isEqualTo(2 * i + 4);
      assertThat(shown.get(2 * i + 2)).isEqualTo(2 * i + 3);
    }
  }

  @Test
  void readsOnAtAPictureInTheMiddle() {
    shown(picture(true, true, 0), picture(false, true, 6));
    order.reset();
    assertThat(shown(picture(false, true, 40), picture(false, true, 44), picture(false, false, 42)))
        .containsExactly(2, 4, 3);
  }

  @Test
  void aCountThatMakesNoSenseIsShownAtOnce() {
    assertThat(shown(picture(true, true, 0), picture(false, true, 31), picture(false, true, 33)))
        .containsExactly(2, 3, 4);
  }
}
