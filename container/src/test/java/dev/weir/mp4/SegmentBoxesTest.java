package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class SegmentBoxesTest {
  private final ByteBuf out = Unpooled.buffer();

  private void assertWritten(String hex) {
    assertThat(Octets.copyOf(out)).isEqualTo(Octets.ofHex(hex));
  }

  @Test
  void segmentTypeSaysWhatItIs() {
    SegmentBoxes.segmentType(out);
    assertWritten("0000001c 73747970 6d736468 00000000 6d736468 6d736978 636d6673");
  }

  @Test
  void indexCountsInItsTimescale() {
    SegmentBoxes.index(1, 90_000, 0x1_0000_0000L, 180_000, 5000, out);
    assertWritten(
        "00000034 73696478 01000000 00000001 00015f90 0000000100000000 0000000000000000"
            + "0000 0001 00001388 0002bf20 90000000");
  }

  @Test
  void referenceTimeIsInTheFormatOfNtp() {
    // 1970-01-01T00:00:01.5Z
    SegmentBoxes.producerReferenceTime(2, 1_500_000, 48_000, out);
    assertWritten("00000020 70726674 01000000 00000002 83aa7e81 80000000 000000000000bb80");
  }

  @Test
  void eventsAreOnThePresentationTimeline() {
    SegmentBoxes.event("urn:x", "1", 90_000, 900_000, 0xFFFFFFFFL, 7, Octets.ofHex("fc30"), out);
    assertWritten(
        "0000002a 656d7367 01000000 00015f90 00000000000dbba0 ffffffff 00000007"
            + "75726e3a7800 3100 fc30");
  }
}
