package dev.weir.vpx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.Unpooled;

class VpxFuzzTest {
  @FuzzTest
  void parsesOrRefuses(byte[] bytes) {
    tryTo(() -> Vp8FrameHeader.parse(Unpooled.wrappedBuffer(bytes)));
    tryTo(() -> Vp9FrameHeader.parse(Unpooled.wrappedBuffer(bytes)));
    tryTo(() -> Vp9Configuration.write(Vp9Configuration.parse(Octets.of(bytes))));
  }

  private static void tryTo(Runnable parser) {
    try {
      parser.run();
    } catch (MediaException _) {
      // refused
    }
  }
}
