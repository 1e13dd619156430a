package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SmoothBoxesTest {
  private static final List<SmoothBoxes.Place> NEXT =
      List.of(new SmoothBoxes.Place(40_000_000, 20_000_000), new SmoothBoxes.Place(1L << 40, 1));

  private final ByteBuf out = Unpooled.buffer();

  private BoxBody uuid() {
    BoxBody box = Objects.requireNonNull(new BoxReader("test", out).next());
    assertThat(box.name()).isEqualTo("uuid");
    return box;
  }

  @Test
  void timeIsLaidOutAsTheStandardSays() {
    SmoothBoxes.time(new SmoothBoxes.Place(0x1_0000_0000L, 20_000_000), out);
    assertThat(Octets.copyOf(out))
        .isEqualTo(
            Octets.ofHex(
                "0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000"
                    + "0000000100000000 0000000001312d00"));
  }

  @Test
  void whatFollowsIsReadAsItWasWritten() {
    SmoothBoxes.following(NEXT, out);
    BoxBody box = uuid();
    assertThat(SmoothBoxes.type(box)).isEqualTo(SmoothBoxes.TFRF);
    assertThat(SmoothBoxes.readFollowing(box)).isEqualTo(NEXT);
  }

  @Test
  void refusesMorePlacesThanThereAre() {
    SmoothBoxes.following(NEXT, out);
    out.setByte(8 + 16 + 4, 3);
    BoxBody box = uuid();
    SmoothBoxes.type(box);
    assertThatThrownBy(() -> SmoothBoxes.readFollowing(box))
        .isInstanceOf(MalformedMediaException.class);
  }
}
