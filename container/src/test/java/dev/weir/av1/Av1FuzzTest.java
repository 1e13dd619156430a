package dev.weir.av1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class Av1FuzzTest {
  @FuzzTest
  void parsesOrRefuses(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    tryTo(() -> Obus.isKeyframe(in));
    tryTo(() -> Obus.toSample(in, Unpooled.buffer()));
    tryTo(() -> SequenceHeader.parse(Octets.of(bytes)));
    tryTo(() -> Av1Configuration.parse(Octets.of(bytes)));
    tryTo(() -> Av1Configuration.ofSequenceHeader(Octets.of(bytes)));
  }

  private static void tryTo(Runnable parser) {
    try {
      parser.run();
    } catch (MediaException _) {
      // refused
    }
  }
}
