package dev.weir.ac3;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import io.netty.buffer.Unpooled;

class Ac3FuzzTest {
  @FuzzTest
  void parsesOrRefuses(byte[] bytes) {
    tryTo(() -> Ac3SyncFrame.parse(Unpooled.wrappedBuffer(bytes)).codec());
  }

  private static void tryTo(Runnable parser) {
    try {
      parser.run();
    } catch (MediaException _) {
      // refused
    }
  }
}
