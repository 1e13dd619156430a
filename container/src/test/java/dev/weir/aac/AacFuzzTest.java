package dev.weir.aac;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

class AacFuzzTest {
  @FuzzTest
  void parsesOrRefuses(byte[] bytes) {
    tryTo(() -> AudioSpecificConfig.parse(Octets.of(bytes)));
    tryTo(() -> AdtsHeader.of(AudioSpecificConfig.parse(Octets.of(bytes))));
    tryTo(
        () -> AdtsHeader.parse(Unpooled.wrappedBuffer(bytes)).codec(Unpooled.wrappedBuffer(bytes)));
  }

  /// Elements, each behind a byte with its length; and as a configuration that came out of band.
  @FuzzTest
  void anyLatm(byte[] bytes) {
    tryTo(() -> StreamMuxConfig.of(StreamMuxConfig.parse(Octets.of(bytes)).codec()));
    LatmReader reader = new LatmReader();
    for (int at = 0; at < bytes.length; ) {
      int from = at + 1;
      int to = Math.min(bytes.length, from + Byte.toUnsignedInt(bytes[at]));
      tryTo(() ->
          reader.read(
              Octets.of(Arrays.copyOfRange(bytes, from, to)), (codec, _) -> AdtsHeader.of(codec)));
      at = to;
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
