package dev.weir.flac;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.Unpooled;

class FlacFuzzTest {
  @FuzzTest
  void parsesOrRefuses(byte[] bytes) {
    tryTo(() -> StreamInfo.parse(Octets.of(bytes)));
    tryTo(() -> FlacFrame.samples(Unpooled.wrappedBuffer(bytes), FlacTest.CODEC));
  }

  private static void tryTo(Runnable parser) {
    try {
      parser.run();
    } catch (MediaException _) {
      // refused
    }
  }
}
