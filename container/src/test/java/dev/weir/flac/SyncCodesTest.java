package dev.weir.flac;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SyncCodesTest {
  @Test
  void findsThemWhereverTheyBegin() {
    for (int at = 0; at < 2_500; at++) { // more than two blocks
      ByteBuf in = Unpooled.buffer().writeZero(2_500);
      in.setByte(at, 0xFF);
      in.setByte(at + 1, at % 2 == 0 ? 0xF8 : 0xF9);
      int from = Math.max(0, at - 1_500);
      int found = at == 2_499 ? 2_499 : at; // There, it may go on behind the end.
      assertThat(SyncCodes.next(in, from, 2_500)).isEqualTo(found);
      assertThat(SyncCodes.next(in, from, at)).isEqualTo(at);
      assertThat(SyncCodes.next(in, at + 1, 2_500)).isEqualTo(2_500);
    }
  }

  @Test
  void findsThoseOfNoiseAndNoOthers() {
    Random random = new Random(5);
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) == 0 ? 0xFF : 0xF0 + random.nextInt(16));
    }
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    int from = 0;
    for (int at = 0; at < bytes.length; at++) {
      boolean last = at + 1 == bytes.length;
      if (bytes[at] == -1 && (last || (bytes[at + 1] & 0xFE) == 0xF8)) {
        assertThat(SyncCodes.next(in, from, bytes.length)).isEqualTo(at);
        from = at + 1;
      }
    }
    assertThat(SyncCodes.next(in, from, bytes.length)).isEqualTo(bytes.length);
  }
}
