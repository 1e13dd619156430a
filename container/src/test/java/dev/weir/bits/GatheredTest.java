package dev.weir.bits;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class GatheredTest {

  @Test
  void givesUnitsWhereTheyLieAndCollectsTheOthers() {
    try (Gathered gathered = new Gathered()) {
      ByteBuf first = Unpooled.wrappedBuffer(new byte[] {1, 2, 3});
      ByteBuf second = Unpooled.wrappedBuffer(new byte[] {4, 5, 6, 7});

      assertThat(gathered.next(first, 2)).isEqualTo(bytes(1, 2));
      assertThat(gathered.next(first, 3)).isNull();
      assertThat(first.isReadable()).isFalse();
      assertThat(gathered.next(second, 3)).isEqualTo(bytes(3, 4, 5));
      assertThat(gathered.next(second, 0)).isEqualTo(Unpooled.EMPTY_BUFFER);
      assertThat(gathered.next(second, 2)).isEqualTo(bytes(6, 7));
    }
  }

  @Test
  void forgetsWhatIsCollected() {
    try (Gathered gathered = new Gathered()) {
      assertThat(gathered.next(bytes(1), 2)).isNull();

      gathered.clear();

      assertThat(gathered.next(bytes(2, 3), 2)).isEqualTo(bytes(2, 3));
    }
  }

  private static ByteBuf bytes(int... values) {
    ByteBuf bytes = Unpooled.buffer();
    for (int value : values) {
      bytes.writeByte(value);
    }
    return bytes;
  }
}
