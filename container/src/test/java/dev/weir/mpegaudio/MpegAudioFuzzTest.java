package dev.weir.mpegaudio;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import io.netty.buffer.Unpooled;

class MpegAudioFuzzTest {
  @FuzzTest
  void parsesOrRefuses(byte[] bytes) {
    if (bytes.length >= MpegAudioHeader.BYTES) {
      tryTo(() -> MpegAudioHeader.parse(Unpooled.wrappedBuffer(bytes).getInt(0)).codec());
    }
  }

  private static void tryTo(Runnable parser) {
    try {
      parser.run();
    } catch (MediaException _) {
      // refused
    }
  }
}
