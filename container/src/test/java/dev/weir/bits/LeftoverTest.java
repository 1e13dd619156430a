package dev.weir.bits;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Things of two bytes of length and that many of zeros.
class LeftoverTest {
  private static final int LENGTH_BYTES = 2;

  private final Leftover leftover = new Leftover();
  private final List<Integer> read = new ArrayList<>();
  private final List<ByteBuf> from = new ArrayList<>(); // where each was read

  @AfterEach
  void close() {
    leftover.close();
  }

  private boolean step(ByteBuf in) {
    if (in.readableBytes() < LENGTH_BYTES) {
      return false;
    }
    int size = in.getUnsignedShort(in.readerIndex());
    if (in.readableBytes() < LENGTH_BYTES + size) {
      return false;
    }
    in.skipBytes(LENGTH_BYTES + size);
    read.add(size);
    from.add(in);
    return true;
  }

  private static int length(ByteBuf in) {
    int readable = in.readableBytes();
    return readable < LENGTH_BYTES ? 0 : LENGTH_BYTES + in.getUnsignedShort(in.readerIndex());
  }

  private static ByteBuf things(int... sizes) {
    ByteBuf out = Unpooled.buffer();
    for (int size : sizes) {
      out.writeShort(size).writeZero(size);
    }
    return out;
  }

  @Test
  void onlyWhatBeginsInOnePieceAndEndsInAnotherIsCopied() {
    ByteBuf all = things(3, 50_000, 4, 5);
    ByteBuf first = all.readSlice(100);
    leftover.read(first, this::step);
    assertThat(read).containsExactly(3);
    leftover.read(all, this::step);
    assertThat(read).containsExactly(3, 50_000, 4, 5);
    assertThat(from.get(0)).isSameAs(first);
    assertThat(from.get(1)).isNotSameAs(all);
    assertThat(from.getLast()).isSameAs(all);
    assertThat(leftover.rest().isReadable()).isFalse();
  }

  @Test
  void ofWhatSaysHowLongItIsNoMoreIsCopied() {
    ByteBuf all = things(30_000, 4);
    leftover.read(all.readSlice(20_000), this::step, LeftoverTest::length);
    leftover.read(all, this::step, LeftoverTest::length);
    assertThat(read).containsExactly(30_000, 4);
    assertThat(from.get(0)).isNotSameAs(all);
    assertThat(from.get(1)).isSameAs(all);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void piecesOfAnySizeGiveTheSame(boolean withLength) {
    Leftover.Length length = withLength ? LeftoverTest::length : _ -> 0;
    Random random = new Random(4);
    int[] sizes = random.ints(300, 0, 10_000).toArray();
    ByteBuf all = things(sizes).writeByte(1);
    while (all.isReadable()) {
      int most = random.nextBoolean() ? 10 : 20_000;
      ByteBuf piece = all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(most)));
      leftover.read(piece, this::step, length);
      assertThat(piece.isReadable()).isFalse();
    }
    assertThat(read).containsExactlyElementsOf(Arrays.stream(sizes).boxed().toList());
    assertThat(leftover.rest().readableBytes()).isEqualTo(1);
  }
}
