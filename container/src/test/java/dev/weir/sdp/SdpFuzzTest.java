package dev.weir.sdp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import java.nio.charset.StandardCharsets;

/// Any text is a description that can be written again, or is refused.
class SdpFuzzTest {
  @FuzzTest
  void anyText(byte[] bytes) {
    try {
      SessionDescriptionTest.readAll(new String(bytes, StandardCharsets.UTF_8));
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
