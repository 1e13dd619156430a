package dev.weir.aac;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.Unpooled;

class AacFuzzTest {
  @FuzzTest
  void parsesOrRefuses(byte[] bytes) {
    tryTo(() -> AudioSpecificConfig.parse(Octets.of(bytes)));
    tryTo(() -> AdtsHeader.of(AudioSpecificConfig.parse(Octets.of(bytes))));
    tryTo(
        () -> AdtsHeader.parse(Unpooled.wrappedBuffer(bytes)).codec(Unpooled.wrappedBuffer(bytes)));
  }

  private static void tryTo(Runnable parser) {
    try {
      parser.run();
    } catch (MediaException _) {
      // refused
    }
  }
}
