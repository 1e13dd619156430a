package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodingOrderTest {
  private static List<Long> dts(long... pts) {
    DecodingOrder order = new DecodingOrder();
    List<Long> dts = new ArrayList<>();
    for (long micros : pts) {
      dts.add(order.dtsOf(micros));
    }
    return dts;
  }

  @Test
  void isThePresentationTimeWhereNothingIsReordered() {
    assertThat(dts(0, 40, 80, 120)).containsExactly(0L, 40L, 80L, 120L);
  }

  @Test
  void learnsTheDelayOfReorderedFrames() {
    // I P B B P B B P B B
    assertThat(dts(0, 120, 40, 80, 240, 160, 200, 360, 280, 320))
        .containsExactly(0L, 120L, 121L, 122L, 123L, 160L, 200L, 240L, 280L, 320L);
  }

  @Test
  void growsWithEveryFrameOfAPyramid() {
    List<Long> dts = dts(0, 160, 80, 40, 120, 320, 240, 200, 280, 480, 400, 360, 440);
    assertThat(dts).isSorted().doesNotHaveDuplicates();
    assertThat(dts.getLast()).isLessThanOrEqualTo(440L);
  }

  @Test
  void beginsAnewWhenTheSenderGoesBack() {
    long[] pts = new long[30];
    for (int i = 0; i < 20; i++) {
      pts[i] = 1_000_000 + i * 40L;
    }
    for (int i = 20; i < 30; i++) {
      pts[i] = i * 40L;
    }
    assertThat(dts(pts).subList(20, 30)).isSorted().first().isEqualTo(800L);
  }
}
