package dev.weir.ts;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;

/// Any bytes are a splice whose times can be moved, or are refused.
class SpliceFuzzTest {
  @FuzzTest
  void anySection(byte[] bytes) {
    Octets section = Octets.of(bytes);
    try {
      SpliceInfo read = SpliceInfo.parse(section);
      Octets later = SpliceInfo.later(section, 90_000);
      if (!SpliceInfo.intact(later)) {
        throw new AssertionError("moved, it has a wrong CRC: " + later.toHex());
      }
      if (!SpliceInfo.parse(later).events().equals(read.events())) {
        throw new AssertionError("moved, it says something else: " + later.toHex());
      }
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
