package dev.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class F4fWriterTest {
  private static final Track AAC = Track.of(2, AudioSpecificConfig.of(2, 48_000, 2));

  @Test
  void everyFragmentStartsWithWhatDecodersNeedAtItsOwnTime() {
    ByteBuf out = Unpooled.buffer();
    F4fWriter writer = new F4fWriter(List.of(AAC), out);
    writer.sample(new Sample(2, 3_000_000, 0, true, Unpooled.wrappedBuffer(new byte[] {7})), out);
    writer.end(out);
    assertThat(Octets.copyOf(out))
        .isEqualTo(
            Octets.ofHex(
                "0000002d 6d646174"
                    + "08 000004 000bb8 00 000000 af00 1190 0000000f"
                    + "08 000003 000bb8 00 000000 af01 07 0000000e"));
  }
}
