package dev.weir.opus;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.Unpooled;

class OpusFuzzTest {
  @FuzzTest
  void parsesOrRefuses(byte[] bytes) {
    tryTo(() -> OpusHead.parse(Octets.of(bytes)));
    tryTo(() -> OpusPacket.durationMicros(Unpooled.wrappedBuffer(bytes)));
  }

  private static void tryTo(Runnable parser) {
    try {
      parser.run();
    } catch (MediaException _) {
      // refused
    }
  }
}
