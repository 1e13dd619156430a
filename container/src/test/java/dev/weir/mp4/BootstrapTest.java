package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Bootstrap BOOTSTRAP =
      new Bootstrap(
          7,
          true,
          false,
          1000,
          1L << 33,
          List.of(new Bootstrap.SegmentRun(1, 0xFFFF_FFFFL)),
          List.of(
              Bootstrap.FragmentRun.of(28_000_000, 5000, 2000),
              Bootstrap.FragmentRun.breaking(28_000_002, 0, Bootstrap.Break.TIMES),
              Bootstrap.FragmentRun.of(28_000_002, 9000, 2040)));

  private final ByteBuf out = Unpooled.buffer();

  @Test
  void isLaidOutAsTheSpecificationSays() {
    new Bootstrap(
            1,
            true,
            true,
            1000,
            4000,
            List.of(new Bootstrap.SegmentRun(1, 2)),
            List.of(Bootstrap.FragmentRun.of(1, 0, 2000)))
        .write(out);
    assertThat(Octets.copyOf(out))
        .isEqualTo(
            Octets.ofHex(
                "0000006a 61627374 00000000 00000001 30 000003e8 0000000000000fa0"
                    + "0000000000000000 00 00 00 00 00"
                    + "01 00000019 61737274 00000000 00 00000001 00000001 00000002"
                    + "01 00000025 61667274 00000000 000003e8 00 00000001"
                    + "00000001 0000000000000000 000007d0"));
  }

  @Test
  void isReadAsItWasWritten() {
    BOOTSTRAP.write(out);
    out.writeInt(99);
    assertThat(Bootstrap.read(out)).isEqualTo(BOOTSTRAP);
    assertThat(out.readableBytes()).isEqualTo(4);
  }

  @Test
  void refusesEveryCutOffOne() {
    BOOTSTRAP.write(out);
    for (int length = 0; length < out.writerIndex(); length++) {
      ByteBuf cut = out.slice(0, length);
      assertThatThrownBy(() -> Bootstrap.read(cut)).isInstanceOf(MediaException.class);
    }
  }

  @Test
  void refusesMoreRunsThanThereAreAndUnknownBreaks() {
    BOOTSTRAP.write(out);
    ByteBuf lying = out.copy();
    lying.setInt(lying.writerIndex() - 16 - 17 - 16 - 4, Integer.MAX_VALUE);
    assertThatThrownBy(() -> Bootstrap.read(lying)).isInstanceOf(MalformedMediaException.class);
    out.setByte(out.writerIndex() - 17, 4);
    assertThatThrownBy(() -> Bootstrap.read(out)).hasMessageContaining("kind 4");
    lying.release();
  }
}
