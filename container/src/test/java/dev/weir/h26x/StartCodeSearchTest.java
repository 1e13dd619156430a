package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StartCodeSearchTest {
  private final StartCodeSearch search = new StartCodeSearch();
  private final StartCodes codes = new StartCodes();

  @Test
  void findsAStartCodeAtEveryPlaceOfAWindow() {
    byte[] bytes = new byte[17_000];
    ByteBuf direct = Unpooled.directBuffer(bytes.length);
    for (int at = 0; at < bytes.length - 2; at++) {
      Arrays.fill(bytes, (byte) 0x7F);
      bytes[at] = 0;
      bytes[at + 1] = 0;
      bytes[at + 2] = 1;
      assertThat(found(Unpooled.wrappedBuffer(bytes))).containsExactly(at);
      assertThat(found(direct.clear().writeBytes(bytes))).containsExactly(at);
    }
    direct.release();
  }

  /// From few bytes that are 0, 1 or 2 to nothing else, in units of any size and at any offset.
  @Test
  void findsAllInTheirOrder() {
    Random random = new Random(11);
    for (int round = 0; round < 1_000; round++) {
      byte[] bytes = new byte[random.nextInt(round % 10 == 0 ? 40_000 : 500)];
      int small = 1 << random.nextInt(10);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt(small) == 0 ? random.nextInt(3) : random.nextInt());
      }
      int from = random.nextInt(bytes.length / 4 + 1);
      int end = bytes.length - random.nextInt(bytes.length / 4 + 1);
      ByteBuf heap = Unpooled.wrappedBuffer(bytes).setIndex(from, end);
      ByteBuf direct = Unpooled.directBuffer().writeBytes(bytes).setIndex(from, end);
      List<Integer> expected = expected(bytes, from, end);
      assertThat(found(heap)).isEqualTo(expected);
      assertThat(found(direct)).isEqualTo(expected);
      direct.release();
    }
  }

  private List<Integer> found(ByteBuf unit) {
    search.find(unit, codes);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < codes.count(); i++) {
      found.add(codes.at(i));
    }
    return found;
  }

  private static List<Integer> expected(byte[] bytes, int from, int end) {
    List<Integer> expected = new ArrayList<>();
    for (int i = from; i + 2 < end; i++) {
      if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
        expected.add(i - from);
      }
    }
    return expected;
  }
}
